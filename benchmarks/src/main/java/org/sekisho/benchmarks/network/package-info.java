/** Network namespaces in which programs are measured, and the attackers who stand in them. */
@NullMarked
package org.sekisho.benchmarks.network;

import org.jspecify.annotations.NullMarked;
