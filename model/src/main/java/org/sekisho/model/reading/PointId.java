package org.sekisho.model.reading;

import org.sekisho.model.system.Ids;

/**
 * One measured or controlled quantity of one device, written {@code device/point}.
 *
 * @param device component id of the device
 * @param point name of the point in the device's profile
 */
public record PointId(String device, String point) {
  /** Both parts have the form of an id. */
  public PointId {
    Ids.require(device);
    Ids.require(point);
  }

  @Override
  public String toString() {
    return device + "/" + point;
  }
}
