package org.sekisho.field.house.physics;

/**
 * What a room is built like.
 *
 * @param id id of its place in the system model
 * @param volumeM3 air in it, m³
 * @param heatCapacityJPerK of air, furniture and the inner layer of the walls, J/K
 * @param lossWPerK heat through walls and windows to the outside, W/K
 * @param windowM2 glass, m²
 * @param daylightFactor part of the illuminance outdoors that reaches the sensor
 */
public record Room(
    String id,
    double volumeM3,
    double heatCapacityJPerK,
    double lossWPerK,
    double windowM2,
    double daylightFactor) {
  /** The room with this id: some are known by name, every other one is a middling room. */
  public static Room named(String id) {
    return switch (id) {
      case "living-room" -> new Room(id, 50, 900_000, 55, 4.0, 0.020);
      case "bedroom" -> new Room(id, 32, 600_000, 36, 2.0, 0.014);
      case "kitchen" -> new Room(id, 24, 450_000, 30, 1.2, 0.012);
      case "entrance" -> new Room(id, 14, 300_000, 22, 0.4, 0.004);
      default -> new Room(id, 30, 550_000, 35, 1.5, 0.012);
    };
  }
}
