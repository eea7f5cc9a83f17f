/** What happened at the gateway that somebody may have to know: the events of log and alerts. */
@NullMarked
package org.sekisho.gateway.event;

import org.jspecify.annotations.NullMarked;
