/** The demonstration: every program of Sekisho on one machine, with a simulated house. */
@NullMarked
package org.sekisho.cli.demo;

import org.jspecify.annotations.NullMarked;
