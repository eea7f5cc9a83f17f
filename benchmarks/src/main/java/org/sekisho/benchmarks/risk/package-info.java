/** The risk analysis as it grows: generated systems, and one run in a JVM of its own. */
@NullMarked
package org.sekisho.benchmarks.risk;

import org.jspecify.annotations.NullMarked;
