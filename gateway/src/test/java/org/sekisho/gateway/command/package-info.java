/** Tests of the command gate. */
@NullMarked
package org.sekisho.gateway.command;

import org.jspecify.annotations.NullMarked;
