/** Destroys the gateway's secrets: on demand, from afar, and when its case is opened. */
@NullMarked
package org.sekisho.gateway.disposal;

import org.jspecify.annotations.NullMarked;
