package org.sekisho.field.house.physics;

/**
 * The air of one room.
 *
 * @param temperatureCel air temperature, °C
 * @param vapourGPerM3 water vapour in the air, g/m³
 */
public record RoomState(double temperatureCel, double vapourGPerM3) {
  /** Relative humidity, 0 to 100 %. */
  public double humidityPercent() {
    return Air.relativeHumidityPercent(temperatureCel, vapourGPerM3);
  }
}
