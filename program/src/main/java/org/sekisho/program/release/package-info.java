/** Signed releases: their file format, keys, verification, and the two slots they are put into. */
@NullMarked
package org.sekisho.program.release;

import org.jspecify.annotations.NullMarked;
