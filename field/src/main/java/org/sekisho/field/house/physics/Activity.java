package org.sekisho.field.house.physics;

import java.util.Map;

/**
 * What the people in the house do at one moment, by room id.
 *
 * @param awake people who are up, per room
 * @param asleep people who sleep, per room
 * @param applianceW power of appliances without a switch of their own, per room
 * @param cooking whether somebody cooks in the kitchen
 */
public record Activity(
    Map<String, Integer> awake,
    Map<String, Integer> asleep,
    Map<String, Double> applianceW,
    boolean cooking) {
  /** An empty, silent house. */
  public static final Activity NONE = new Activity(Map.of(), Map.of(), Map.of(), false);

  /** People who are up in the room. */
  public int awakeIn(String room) {
    return awake.getOrDefault(room, 0);
  }

  /** People who sleep in the room. */
  public int asleepIn(String room) {
    return asleep.getOrDefault(room, 0);
  }

  /** People in the house who are up. */
  public int awakeAtHome() {
    return awake.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** People in the house. */
  public int atHome() {
    return awakeAtHome() + asleep.values().stream().mapToInt(Integer::intValue).sum();
  }
}
