/** The ways from entry points to assets, and what cuts them. */
@NullMarked
package org.sekisho.risk.path;

import org.jspecify.annotations.NullMarked;
