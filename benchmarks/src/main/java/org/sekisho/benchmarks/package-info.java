/** Side-by-side measurements of the real programs and of peers, on one machine. */
@NullMarked
package org.sekisho.benchmarks;

import org.jspecify.annotations.NullMarked;
