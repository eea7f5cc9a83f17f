/** Tests of the gateway put together. */
@NullMarked
package org.sekisho.gateway;

import org.jspecify.annotations.NullMarked;
