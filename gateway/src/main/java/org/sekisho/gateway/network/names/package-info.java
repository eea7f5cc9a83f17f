/** The gateway's relay for names: who may resolve what, and what that opens. */
@NullMarked
package org.sekisho.gateway.network.names;

import org.jspecify.annotations.NullMarked;
