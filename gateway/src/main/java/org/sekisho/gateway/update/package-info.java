/** Updates of the gateway's program: fetched, verified, tried in the other slot, taken back. */
@NullMarked
package org.sekisho.gateway.update;

import org.jspecify.annotations.NullMarked;
