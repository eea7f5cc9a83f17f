package org.sekisho.risk.lint;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.fact.EntityKind;

/** Checks of assets. */
final class AssetChecks {
  private final SystemModel model;
  private final Notes notes;
  private final Set<String> met = new HashSet<>();
  private final Set<String> profiles = new HashSet<>();
  private final Map<String, String> crossing = new HashMap<>();

  AssetChecks(SystemModel model, Notes notes) {
    this.model = model;
    this.notes = notes;
    for (Link link : model.links().values()) {
      met.addAll(link.data());
      if (crossesOwner(link)) {
        link.data().forEach(asset -> crossing.putIfAbsent(asset, link.id()));
      }
    }
    model.entryPoints().values().forEach(e -> met.addAll(e.assets()));
    model.assets().values().forEach(a -> met.addAll(a.holds()));
    model.components().values().forEach(c -> c.profile().ifPresent(profiles::add));
  }

  void run() {
    model.assets().values().forEach(this::asset);
  }

  private void asset(Asset a) {
    holder(a);
    if (a.roles().isEmpty() && !model.actors().isEmpty()) {
      at(Check.ASSET_WITHOUT_ROLES, a, "");
    }
    if (a.kind() == Asset.Kind.DEVICE && a.holds().isEmpty()) {
      at(Check.THING_WITHOUT_HOLDS, a, "");
    }
    if (a.owner().isEmpty() && a.sharedWith().isEmpty() && crossing.containsKey(a.id())) {
      at(Check.ASSET_WITHOUT_OWNER, a, "", crossing.get(a.id()));
    }
    if (misrated(a)) {
      at(
          Check.RATING_OF_OTHER_CLASS,
          a,
          "confidentiality",
          String.valueOf(a.confidentiality()),
          SystemChecks.dashed(a.kind()));
    }
    if (a.confidentiality() + a.integrity() + a.availability() == 0 && a.impact().isEmpty()) {
      at(Check.ASSET_WITHOUT_IMPORTANCE, a, "");
    }
  }

  private void holder(Asset a) {
    boolean held = !a.in().isEmpty();
    boolean measured =
        a.points().stream().anyMatch(p -> profiles.contains(p.substring(0, p.indexOf('/'))));
    if (held || measured || !a.kind().isInformation()) {
      return;
    }
    at(met.contains(a.id()) ? Check.ASSET_WITHOUT_HOLDER : Check.UNUSED_ASSET, a, "");
  }

  private static boolean misrated(Asset a) {
    return switch (a.kind()) {
      case OPEN_DATA -> a.confidentiality() > 1;
      case PERSONAL, SECRET -> a.confidentiality() < 2;
      default -> false;
    };
  }

  private boolean crossesOwner(Link link) {
    Optional<String> from = owner(link.from());
    Optional<String> to = owner(link.to());
    return from.isPresent() && to.isPresent() && !from.equals(to);
  }

  private Optional<String> owner(String component) {
    Component c = model.component(component);
    return c == null ? Optional.empty() : model.ownerOf(c);
  }

  private void at(Check check, Asset a, String key, String... details) {
    notes.at(check, EntityKind.ASSET, a.id(), key, details);
  }
}
