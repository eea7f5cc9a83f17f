/** Tests of the relay for names. */
@NullMarked
package org.sekisho.gateway.network.names;

import org.jspecify.annotations.NullMarked;
