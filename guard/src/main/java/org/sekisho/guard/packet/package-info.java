/** What captured headers say: a decoder that takes any bytes and never fails. */
@NullMarked
package org.sekisho.guard.packet;

import org.jspecify.annotations.NullMarked;
