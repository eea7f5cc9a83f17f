/** The part of the gateway that needs privilege: packet filter, kernel settings, packet reports. */
@NullMarked
package org.sekisho.guard;

import org.jspecify.annotations.NullMarked;
