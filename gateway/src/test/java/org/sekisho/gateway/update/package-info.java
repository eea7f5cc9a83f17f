/** The client of the device API against servers that answer wrongly. */
@NullMarked
package org.sekisho.gateway.update;

import org.jspecify.annotations.NullMarked;
