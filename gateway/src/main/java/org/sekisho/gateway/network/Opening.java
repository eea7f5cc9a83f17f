package org.sekisho.gateway.network;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.guard.policy.NetworkPolicy;

/** Something that a person opened in the network beyond the configuration. */
public sealed interface Opening {
  /** Dashed words; unlike all other ids of the policy. */
  String id();

  /** A port of the gateway itself. */
  record Port(NetworkPolicy.Service service) implements Opening {
    @Override
    public String id() {
      return service.id();
    }
  }

  /** A port of the WAN side that leads inside. */
  record Inward(NetworkPolicy.Forward forward) implements Opening {
    @Override
    public String id() {
      return forward.id();
    }
  }

  /** The policy with these openings; IllegalArgumentException says what does not fit. */
  static NetworkPolicy added(NetworkPolicy policy, List<Opening> openings) {
    if (openings.isEmpty()) {
      return policy;
    }
    List<NetworkPolicy.Service> services = new ArrayList<>(policy.services());
    List<NetworkPolicy.Forward> forwards = new ArrayList<>(policy.forwards());
    for (Opening opening : openings) {
      switch (opening) {
        case Port(NetworkPolicy.Service service) -> services.add(service);
        case Inward(NetworkPolicy.Forward forward) -> forwards.add(forward);
      }
    }
    return new NetworkPolicy(
        policy.interfaces(),
        policy.devices(),
        policy.onlyKnownDevices(),
        services,
        policy.outgoing(),
        policy.flows(),
        forwards,
        policy.lanToWan(),
        policy.limits(),
        policy.patches(),
        policy.names());
  }
}
