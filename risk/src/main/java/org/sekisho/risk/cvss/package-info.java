/** CVSS 3.0, 3.1 and 4.0: vectors, their text, and scores in exact decimal arithmetic. */
@NullMarked
package org.sekisho.risk.cvss;

import org.jspecify.annotations.NullMarked;
