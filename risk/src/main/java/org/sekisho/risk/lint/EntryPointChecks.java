package org.sekisho.risk.lint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.fact.EntityKind;

/** Checks of entry points. */
final class EntryPointChecks {
  private final SystemModel model;
  private final Notes notes;
  private final Set<String> leavingZone = new HashSet<>();
  private final Set<String> used = new HashSet<>();

  EntryPointChecks(SystemModel model, Notes notes) {
    this.model = model;
    this.notes = notes;
    for (Link link : model.links().values()) {
      if (SystemChecks.crossesZone(model, link) || !link.through().isEmpty()) {
        leavingZone.add(link.from());
        leavingZone.add(link.to());
      }
    }
    model.interactions().values().forEach(i -> used.addAll(i.entryPoints()));
  }

  void run() {
    Map<String, EntryPoint> surfaces = new HashMap<>();
    for (EntryPoint e : model.entryPoints().values()) {
      if (e.enabled()) {
        unknown(e);
        way(e);
      }
      kind(e);
      if (e.surface().isPresent()) {
        EntryPoint other = surfaces.putIfAbsent(e.surface().get(), e);
        if (other != null && !other.on().equals(e.on())) {
          at(Check.SURFACE_TWICE, e, "surface", e.surface().get(), other.id());
        }
      }
    }
  }

  private void unknown(EntryPoint e) {
    if (overNetwork(e.kind())) {
      if (e.protocol() == Protocol.UNKNOWN) {
        at(Check.PROTOCOL_UNKNOWN, e, "protocol");
      }
      if (e.authentication() == Link.Authentication.UNKNOWN) {
        at(Check.AUTHENTICATION_UNKNOWN, e, "authentication");
      }
      if (e.encryption() == Link.Encryption.UNKNOWN) {
        at(Check.ENCRYPTION_UNKNOWN, e, "encryption");
      }
      if (!model.interactions().isEmpty() && !used.contains(e.id())) {
        at(Check.ENTRY_POINT_WITHOUT_USE, e, "");
      }
    }
    String protocol = SystemChecks.dashed(e.protocol());
    Cryptography.instead(e.protocol(), e.encryption())
        .ifPresent(
            instead ->
                at(
                    Check.ENCRYPTION_IMPOSSIBLE,
                    e,
                    "encryption",
                    protocol,
                    SystemChecks.dashed(e.encryption()),
                    instead));
    if (Cryptography.alwaysThere(e.protocol(), e.encryption())) {
      at(Check.ENCRYPTION_ALWAYS_THERE, e, "encryption", protocol);
    }
  }

  private void way(EntryPoint e) {
    boolean far = e.reach() == EntryPoint.Reach.INTERNET || e.reach() == EntryPoint.Reach.WAN;
    boolean network = overNetwork(e.kind()) || e.kind() == EntryPoint.Kind.USER_INTERFACE;
    if (far && network && !leavingZone.contains(e.on())) {
      at(Check.REACH_WITHOUT_WAY, e, "reach", SystemChecks.dashed(e.reach()), e.on());
    }
  }

  private void kind(EntryPoint e) {
    boolean fits =
        switch (e.kind()) {
          case PHYSICAL_PORT, DEBUG_PORT, REMOVABLE_MEDIUM, CASE, SIDE_CHANNEL, SENSING ->
              e.reach() == EntryPoint.Reach.PHYSICAL
                  || e.reach() == EntryPoint.Reach.LOCAL
                  || (e.kind() == EntryPoint.Kind.SENSING && e.reach() == EntryPoint.Reach.FIELD);
          case NETWORK_SERVICE, CLIENT_CONNECTION, RADIO -> e.reach() != EntryPoint.Reach.PHYSICAL;
          case WEB_INTERFACE, UPDATE_CHANNEL, MAINTENANCE_ACCOUNT, USER_INTERFACE, SUPPLY_CHAIN ->
              true;
        };
    if (!fits) {
      at(
          Check.REACH_OF_OTHER_KIND,
          e,
          "reach",
          SystemChecks.dashed(e.reach()),
          SystemChecks.dashed(e.kind()));
    }
  }

  private static boolean overNetwork(EntryPoint.Kind kind) {
    return switch (kind) {
      case NETWORK_SERVICE, CLIENT_CONNECTION, WEB_INTERFACE, RADIO, UPDATE_CHANNEL -> true;
      case PHYSICAL_PORT,
          DEBUG_PORT,
          REMOVABLE_MEDIUM,
          CASE,
          SENSING,
          MAINTENANCE_ACCOUNT,
          USER_INTERFACE,
          SUPPLY_CHAIN,
          SIDE_CHANNEL ->
          false;
    };
  }

  private void at(Check check, EntryPoint e, String key, String... details) {
    notes.at(check, EntityKind.ENTRY_POINT, e.id(), key, details);
  }
}
