/** The head-end program. */
@NullMarked
package org.sekisho.headend;

import org.jspecify.annotations.NullMarked;
