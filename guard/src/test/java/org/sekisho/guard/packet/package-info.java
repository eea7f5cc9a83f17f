/** Packets written by hand, and what the decoder says of them. */
@NullMarked
package org.sekisho.guard.packet;

import org.jspecify.annotations.NullMarked;
