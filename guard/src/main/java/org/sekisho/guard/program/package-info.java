/** The guard put together: what it keeps, whom it listens to, and what it writes down. */
@NullMarked
package org.sekisho.guard.program;

import org.jspecify.annotations.NullMarked;
