package org.sekisho.risk.lint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.fact.EntityKind;

/** Checks of links and of the grants that need them. */
final class LinkChecks {
  private final SystemModel model;
  private final Notes notes;

  LinkChecks(SystemModel model, Notes notes) {
    this.model = model;
    this.notes = notes;
  }

  void run() {
    Map<String, String> known = new HashMap<>();
    for (Link link : model.links().values()) {
      unknown(link);
      encryption(link);
      zones(link);
      if (link.data().isEmpty() && !model.assets().isEmpty()) {
        at(Check.LINK_WITHOUT_DATA, link, "");
      }
      String other =
          known.putIfAbsent(link.from() + " " + link.to() + " " + link.protocol(), link.id());
      if (other != null) {
        at(Check.LINK_TWICE, link, "", other);
      }
    }
    grants();
  }

  private void unknown(Link link) {
    if (link.protocol() == Protocol.UNKNOWN) {
      at(Check.PROTOCOL_UNKNOWN, link, "protocol");
    }
    if (link.authentication() == Link.Authentication.UNKNOWN) {
      at(Check.AUTHENTICATION_UNKNOWN, link, "authentication");
    }
    if (link.encryption() == Link.Encryption.UNKNOWN) {
      at(Check.ENCRYPTION_UNKNOWN, link, "encryption");
    }
  }

  private void encryption(Link link) {
    String protocol = SystemChecks.dashed(link.protocol());
    String encryption = SystemChecks.dashed(link.encryption());
    Cryptography.instead(link.protocol(), link.encryption())
        .ifPresent(
            instead ->
                at(Check.ENCRYPTION_IMPOSSIBLE, link, "encryption", protocol, encryption, instead));
    if (Cryptography.alwaysThere(link.protocol(), link.encryption())) {
      at(Check.ENCRYPTION_ALWAYS_THERE, link, "encryption", protocol);
    }
  }

  private void zones(Link link) {
    for (String id : link.through()) {
      Zone zone = model.zones().get(id);
      if (zone != null && zone.placement() != Zone.Placement.WAN) {
        at(Check.THROUGH_NOT_WAN, link, "through", id);
      }
    }
    if (link.protocol() == Protocol.LOCAL && SystemChecks.crossesZone(model, link)) {
      at(Check.LOCAL_ACROSS_ZONES, link, "protocol");
    }
  }

  private void grants() {
    Set<String> linked = new HashSet<>();
    for (Link link : model.links().values()) {
      linked.add(link.from());
      linked.add(link.to());
    }
    for (String application : model.grants().keySet()) {
      if (!linked.contains(application)) {
        notes.at(Check.GRANT_WITHOUT_LINK, EntityKind.COMPONENT, application, "");
      }
    }
  }

  private void at(Check check, Link link, String key, String... details) {
    notes.at(check, EntityKind.LINK, link.id(), key, details);
  }
}
