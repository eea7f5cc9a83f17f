/** What gateway and guard say to each other over a Unix socket: typed, bounded, totally decoded. */
@NullMarked
package org.sekisho.guard.channel;

import org.jspecify.annotations.NullMarked;
