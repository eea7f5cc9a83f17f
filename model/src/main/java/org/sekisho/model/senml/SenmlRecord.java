package org.sekisho.model.senml;

import org.jspecify.annotations.Nullable;
import org.sekisho.model.reading.Clock;
import org.sekisho.model.reading.QualityReason;
import org.sekisho.model.reading.Value;

/**
 * A resolved record: base name, time, unit and value are already applied (RFC 8428 section 4.6).
 *
 * @param name full name
 * @param unit unit, empty when none was given
 * @param value the value; null when the record has a sum or binary data only
 * @param timeS seconds, absolute from 2^28 on and relative to now below (RFC 8428 section 4.5.3);
 *     NaN when none was given
 * @param reason what our own label {@code q} said; NOT_A_NUMBER when the value was NaN or infinite
 * @param clock what our own label {@code c} said
 */
public record SenmlRecord(
    String name,
    String unit,
    @Nullable Value value,
    double timeS,
    QualityReason reason,
    Clock clock) {}
