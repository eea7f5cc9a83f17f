/** The real programs of Sekisho, started on ephemeral ports with a model made for the load. */
@NullMarked
package org.sekisho.benchmarks.plant;

import org.jspecify.annotations.NullMarked;
