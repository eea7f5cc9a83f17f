/** The gateway's way up: batches from the journal to the head-end, in order and acknowledged. */
@NullMarked
package org.sekisho.gateway.uplink;

import org.jspecify.annotations.NullMarked;
