/** Tests of the field side over real TLS connections. */
@NullMarked
package org.sekisho.gateway.listener;

import org.jspecify.annotations.NullMarked;
