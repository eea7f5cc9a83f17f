/** Follows the head-end: its stream, what was missed meanwhile, and the outcome of commands. */
@NullMarked
package org.sekisho.home.intake;

import org.jspecify.annotations.NullMarked;
