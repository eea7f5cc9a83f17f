/** The brokers that Sekisho is measured against. */
@NullMarked
package org.sekisho.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
