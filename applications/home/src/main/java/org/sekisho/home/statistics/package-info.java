/** The application's own database: latest values, statistics per minute and hour, what was done. */
@NullMarked
package org.sekisho.home.statistics;

import org.jspecify.annotations.NullMarked;
