/** What the network defence costs, how fast it tells, what it holds, and how fast keys go. */
@NullMarked
package org.sekisho.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
