/** Releases for gateways, offered by hawkBit's Direct Device Integration API. */
@NullMarked
package org.sekisho.management.release;

import org.jspecify.annotations.NullMarked;
