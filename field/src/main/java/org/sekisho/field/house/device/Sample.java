package org.sekisho.field.house.device;

import org.sekisho.model.reading.Value;

/**
 * What a device says of one point.
 *
 * @param point id of the point
 * @param unit SenML unit, empty for none
 * @param value the value
 */
public record Sample(String point, String unit, Value value) {}
