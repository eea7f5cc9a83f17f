package org.sekisho.field.house.physics;

/** Water vapour in air: the Magnus formula over water, good to about 0.3 % from −45 to 60 °C. */
public final class Air {
  /** Heat that one cubic metre of air takes up per kelvin, joule. */
  static final double HEAT_J_PER_M3_K = 1_210;

  private Air() {}

  /** Vapour density at which air of this temperature is saturated, g/m³. */
  public static double saturationGPerM3(double temperatureCel) {
    double pressureHPa = 6.112 * Math.exp(17.62 * temperatureCel / (243.12 + temperatureCel));
    return 216.7 * pressureHPa / (273.15 + temperatureCel);
  }

  /** Relative humidity of air with this much vapour, 0 to 100 %. */
  public static double relativeHumidityPercent(double temperatureCel, double vapourGPerM3) {
    return Math.clamp(100 * vapourGPerM3 / saturationGPerM3(temperatureCel), 0, 100);
  }
}
