/** What the operating system says of processes and of the machine; starting and stopping them. */
@NullMarked
package org.sekisho.benchmarks.machine;

import org.jspecify.annotations.NullMarked;
