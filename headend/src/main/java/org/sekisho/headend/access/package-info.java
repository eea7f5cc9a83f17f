/** Who read which measured values, when, and how many. */
@NullMarked
package org.sekisho.headend.access;

import org.jspecify.annotations.NullMarked;
