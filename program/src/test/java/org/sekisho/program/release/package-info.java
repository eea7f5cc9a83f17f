/** Releases and installations against tampering and power cuts. */
@NullMarked
package org.sekisho.program.release;

import org.jspecify.annotations.NullMarked;
