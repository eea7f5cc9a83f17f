/**
 * Field network: payload codecs free of transport, and the simulated house of sensors and
 * actuators.
 */
@NullMarked
package org.sekisho.field;

import org.jspecify.annotations.NullMarked;
