package org.sekisho.field.house.physics;

/**
 * The weather around the house at one moment.
 *
 * @param temperatureCel air temperature, °C
 * @param vapourGPerM3 water vapour in the air, g/m³
 * @param daylightLx illuminance of the open ground, lx
 * @param sunWPerM2 sun through a vertical pane of average direction, W/m²
 */
public record Outside(
    double temperatureCel, double vapourGPerM3, double daylightLx, double sunWPerM2) {}
