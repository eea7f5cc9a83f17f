/** The system model as entities with facts, which conditions ask. */
@NullMarked
package org.sekisho.risk.fact;

import org.jspecify.annotations.NullMarked;
