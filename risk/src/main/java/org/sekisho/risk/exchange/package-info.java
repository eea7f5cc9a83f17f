/** Models of other tools read and written, with a list of everything that does not fit. */
@NullMarked
package org.sekisho.risk.exchange;

import org.jspecify.annotations.NullMarked;
