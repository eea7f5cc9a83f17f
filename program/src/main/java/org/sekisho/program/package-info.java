/**
 * What every program has: configuration file, TLS identity and its enrolment, maintenance listener,
 * start and stop.
 */
@NullMarked
package org.sekisho.program;

import org.jspecify.annotations.NullMarked;
