/** The WAN side: an MQTT 5 server for gateways, mutual TLS, one session for each gateway. */
@NullMarked
package org.sekisho.headend.wan;

import org.jspecify.annotations.NullMarked;
