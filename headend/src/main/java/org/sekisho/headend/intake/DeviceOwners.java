package org.sekisho.headend.intake;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;

/**
 * Which gateway the model gives each device to, looked up once: it is asked for every reading.
 * Immutable.
 */
public final class DeviceOwners {
  private final Map<String, String> gatewayOf;

  /** The owners in this model. */
  public DeviceOwners(SystemModel model) {
    Map<String, String> found = new HashMap<>();
    for (Link link : model.links().values()) {
      Component from = model.component(link.from());
      Component to = model.component(link.to());
      if (from != null
          && from.kind().isDevice()
          && to != null
          && to.kind() == ComponentKind.GATEWAY) {
        found.putIfAbsent(from.id(), to.id());
      }
    }
    gatewayOf = Map.copyOf(found);
  }

  /** The gateway of the device, or null when the model has no such device. */
  public @Nullable String gatewayOf(String device) {
    return gatewayOf.get(device);
  }
}
