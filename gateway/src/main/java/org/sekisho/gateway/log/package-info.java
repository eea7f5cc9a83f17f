/** The memory of what happened: a log whose records are chained, signed and cannot be flooded. */
@NullMarked
package org.sekisho.gateway.log;

import org.jspecify.annotations.NullMarked;
