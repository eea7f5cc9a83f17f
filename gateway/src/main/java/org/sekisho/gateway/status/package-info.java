/** What the gateway says of itself: alarms, status and metrics. */
@NullMarked
package org.sekisho.gateway.status;

import org.jspecify.annotations.NullMarked;
