/** The kernel's packet filter and settings, without starting any process. */
@NullMarked
package org.sekisho.guard.kernel;

import org.jspecify.annotations.NullMarked;
