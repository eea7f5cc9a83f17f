/** The sekisho command: the demonstration and what a person types. */
@NullMarked
package org.sekisho.cli;

import org.jspecify.annotations.NullMarked;
