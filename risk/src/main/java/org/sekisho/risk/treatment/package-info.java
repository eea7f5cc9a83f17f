/** What people decided about risks, and the evidence that countermeasures work. */
@NullMarked
package org.sekisho.risk.treatment;

import org.jspecify.annotations.NullMarked;
