/** Methods of scoring side by side, the order they give, and where they disagree. */
@NullMarked
package org.sekisho.risk.method;

import org.jspecify.annotations.NullMarked;
