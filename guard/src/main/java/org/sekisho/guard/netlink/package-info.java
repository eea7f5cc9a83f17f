/** Packet and neighbour reports of the Linux kernel, through netlink sockets of the C library. */
@NullMarked
package org.sekisho.guard.netlink;

import org.jspecify.annotations.NullMarked;
