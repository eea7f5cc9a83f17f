/**
 * The gateway's end of the network defence: which policy follows from the model, and who holds it.
 */
@NullMarked
package org.sekisho.gateway.network;

import org.jspecify.annotations.NullMarked;
