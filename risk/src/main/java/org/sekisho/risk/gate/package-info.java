/** Decides whether a system may be released: an analysis against a policy. */
@NullMarked
package org.sekisho.risk.gate;

import org.jspecify.annotations.NullMarked;
