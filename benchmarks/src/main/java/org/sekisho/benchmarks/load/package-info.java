/** The load: devices that publish over MQTT and TLS, and gateways that send signed batches. */
@NullMarked
package org.sekisho.benchmarks.load;

import org.jspecify.annotations.NullMarked;
