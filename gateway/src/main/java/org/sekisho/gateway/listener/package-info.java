/** The gateway's MQTT listener on the field network, with its guards before everything else. */
@NullMarked
package org.sekisho.gateway.listener;

import org.jspecify.annotations.NullMarked;
