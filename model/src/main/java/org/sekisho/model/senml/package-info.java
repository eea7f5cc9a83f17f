/**
 * Sensor Measurement Lists (RFC 8428), JSON and CBOR: one form of a reading from sensor to
 * application.
 */
@NullMarked
package org.sekisho.model.senml;

import org.jspecify.annotations.NullMarked;
