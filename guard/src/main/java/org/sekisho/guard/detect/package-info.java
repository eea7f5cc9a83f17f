/** Detectors: from reports of the kernel to attacks, with time passed in and memory bounded. */
@NullMarked
package org.sekisho.guard.detect;

import org.jspecify.annotations.NullMarked;
