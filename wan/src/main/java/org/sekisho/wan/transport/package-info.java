/** The gateway's MQTT 5 connection to the head-end. */
@NullMarked
package org.sekisho.wan.transport;

import org.jspecify.annotations.NullMarked;
