package org.sekisho.field.house.physics;

import java.util.HashMap;
import java.util.Map;

/**
 * The physical state of the house. Immutable.
 *
 * @param rooms air of each room, by room id
 * @param energyKWh what the meter has summed up
 */
public record HouseState(Map<String, RoomState> rooms, double energyKWh) {
  public HouseState {
    rooms = Map.copyOf(rooms);
  }

  /** A house that has stood for long: somewhat warmer than outside, its air not dried. */
  public static HouseState settled(HousePlan plan, Outside outside) {
    double indoors = outside.temperatureCel() + 0.5 * (22 - outside.temperatureCel());
    double vapour = Math.min(outside.vapourGPerM3() + 1, 0.7 * Air.saturationGPerM3(indoors));
    Map<String, RoomState> rooms = new HashMap<>();
    plan.rooms().keySet().forEach(room -> rooms.put(room, new RoomState(indoors, vapour)));
    return new HouseState(rooms, 0);
  }

  /** The air of a room; a room that is not there has mild air. */
  public RoomState room(String id) {
    RoomState room = rooms.get(id);
    return room == null ? new RoomState(20, 8) : room;
  }
}
