/** The analysis of a system: what was found, how it is proved, what each risk is worth. */
@NullMarked
package org.sekisho.risk.analysis;

import org.jspecify.annotations.NullMarked;
