package org.sekisho.field.house.physics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Profile;
import org.sekisho.model.system.SystemModel;

/**
 * The rooms of the house and the devices in them. Immutable.
 *
 * @param rooms rooms by id
 * @param devices devices by id, in the order of the system model
 */
public record HousePlan(Map<String, Room> rooms, Map<String, Device> devices) {
  private static final String NOWHERE = "elsewhere";

  /**
   * A device in the house.
   *
   * @param id its id
   * @param room id of the room it stands in
   * @param equipment what it is to the physics
   * @param profile what it says and accepts
   */
  public record Device(String id, String room, Equipment equipment, Profile profile) {}

  /** The plan of all devices of a system model but those left out. */
  public static HousePlan of(SystemModel model, Set<String> leftOut) {
    Map<String, Room> rooms = new LinkedHashMap<>();
    model.places().keySet().forEach(place -> rooms.put(place, Room.named(place)));
    Map<String, Device> devices = new LinkedHashMap<>();
    for (Component component : model.components().values()) {
      Profile profile = model.profileOf(component.id());
      if (profile != null && component.kind().isDevice() && !leftOut.contains(component.id())) {
        String room = component.place().orElse(NOWHERE);
        rooms.computeIfAbsent(room, Room::named);
        devices.put(
            component.id(), new Device(component.id(), room, Equipment.of(profile), profile));
      }
    }
    return new HousePlan(rooms, devices);
  }

  /** The devices of one kind that stand in the room. */
  public List<Device> in(String room, Equipment equipment) {
    List<Device> found = new ArrayList<>();
    for (Device device : devices.values()) {
      if (device.room().equals(room) && device.equipment() == equipment) {
        found.add(device);
      }
    }
    return found;
  }
}
