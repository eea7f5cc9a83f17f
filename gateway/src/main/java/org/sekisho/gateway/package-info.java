/** The IoT gateway program. */
@NullMarked
package org.sekisho.gateway;

import org.jspecify.annotations.NullMarked;
