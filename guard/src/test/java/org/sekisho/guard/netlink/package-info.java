/** Messages of the kernel, by hand and from the kernel. */
@NullMarked
package org.sekisho.guard.netlink;

import org.jspecify.annotations.NullMarked;
