/** What changed between two analyses of a system, and why. */
@NullMarked
package org.sekisho.risk.diff;

import org.jspecify.annotations.NullMarked;
