package org.sekisho.risk.lint;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Interaction;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.fact.EntityKind;

/** Checks of the system as a whole, its zones, places, profiles, organisations and actors. */
final class SystemChecks {
  /** The ten classes of the guide (AST-02); what else is worth protecting is no class of it. */
  static final Set<Asset.Kind> CLASSES =
      java.util.Collections.unmodifiableSet(EnumSet.range(Asset.Kind.PERSONAL, Asset.Kind.LIFE));

  private final SystemModel model;
  private final Notes notes;

  SystemChecks(SystemModel model, Notes notes) {
    this.model = model;
    this.notes = notes;
  }

  void run() {
    system();
    assetClasses();
    zones();
    unused();
    actors();
    interactions();
  }

  private void system() {
    if (model.components().isEmpty()) {
      notes.system(Check.NO_COMPONENTS, "components");
    }
    if (model.assets().isEmpty()) {
      notes.system(Check.NO_ASSETS, "assets");
    }
    if (model.actors().isEmpty()) {
      notes.system(Check.NO_ACTORS, "actors");
    }
    if (model.entryPoints().isEmpty()) {
      notes.system(Check.NO_ENTRY_POINTS, "entry-points");
    }
    if (model.useCases().size() > 1) {
      notes.system(Check.SEVERAL_USE_CASES, "use-cases", String.join(", ", model.useCases()));
    }
    if (model.ofKind(ComponentKind.GATEWAY).isEmpty()
        && !model.assumptions().containsKey("no-gateway")
        && model.components().values().stream().anyMatch(c -> c.kind().isDevice())) {
      notes.system(Check.NO_GATEWAY, "components");
    }
  }

  private void assetClasses() {
    Set<Asset.Kind> used =
        model.assets().values().stream().map(Asset::kind).collect(Collectors.toSet());
    for (Asset.Kind kind : CLASSES) {
      if (!used.contains(kind) && !used.isEmpty() && !isSaidAbsent(model, kind)) {
        notes.system(Check.UNUSED_ASSET_CLASS, "assets", dashed(kind));
      }
    }
  }

  /** Whether the model says why it has no asset of a class: an assumption called {@code no-…}. */
  static boolean isSaidAbsent(SystemModel model, Asset.Kind kind) {
    return model.assumptions().containsKey("no-" + dashed(kind));
  }

  private void zones() {
    Set<String> used = new HashSet<>();
    for (Component component : model.components().values()) {
      model.zonesOf(component).forEach(z -> used.add(z.id()));
    }
    model.links().values().forEach(l -> used.addAll(l.through()));
    for (Zone zone : model.zones().values()) {
      if (!used.contains(zone.id())) {
        notes.at(Check.UNUSED_ZONE, EntityKind.ZONE, zone.id(), "");
      }
      zone.parent()
          .map(model.zones()::get)
          .filter(parent -> parent.placement() != zone.placement())
          .ifPresent(
              parent ->
                  notes.at(
                      Check.ZONE_OF_OTHER_PLACEMENT,
                      EntityKind.ZONE,
                      zone.id(),
                      "placement",
                      parent.id()));
    }
  }

  private void unused() {
    List<Component> components = List.copyOf(model.components().values());
    Set<String> places = present(components.stream().flatMap(c -> c.place().stream()));
    unused(Check.UNUSED_PLACE, "places", model.places().keySet(), places);
    Set<String> profiles = present(components.stream().flatMap(c -> c.profile().stream()));
    unused(Check.UNUSED_PROFILE, "profiles", model.profiles().keySet(), profiles);
    Set<String> owners = present(components.stream().flatMap(c -> c.owner().stream()));
    model.zones().values().forEach(z -> z.owner().ifPresent(owners::add));
    model.assets().values().forEach(a -> a.owner().ifPresent(owners::add));
    model.assets().values().forEach(a -> owners.addAll(a.sharedWith()));
    unused(Check.UNUSED_ORGANISATION, "organisations", model.organisations().keySet(), owners);
  }

  private void unused(Check check, String list, Set<String> all, Set<String> used) {
    all.stream().filter(id -> !used.contains(id)).forEach(id -> notes.item(check, list, id, ""));
  }

  private void actors() {
    Set<String> doing =
        present(model.interactions().values().stream().flatMap(i -> i.actor().stream()));
    model.assets().values().forEach(a -> doing.addAll(a.roles().keySet()));
    model
        .actors()
        .forEach(
            (id, actor) -> {
              if (actor.reaches().isEmpty()) {
                Check check = doing.contains(id) ? Check.ACTOR_WITHOUT_REACH : Check.UNUSED_ACTOR;
                notes.at(check, EntityKind.ACTOR, id, "");
              }
            });
  }

  private void interactions() {
    for (Interaction interaction : model.interactions().values()) {
      if (interaction.over().isEmpty() && interaction.entryPoints().isEmpty()) {
        notes.item(Check.INTERACTION_WITHOUT_WAY, "interactions", interaction.id(), "");
      }
      if (interaction.actor().isEmpty()) {
        notes.item(Check.INTERACTION_WITHOUT_ACTOR, "interactions", interaction.id(), "");
      }
    }
  }

  private static Set<String> present(Stream<String> ids) {
    return ids.collect(Collectors.toCollection(HashSet::new));
  }

  static String dashed(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a link leads from one zone to another. */
  static boolean crossesZone(SystemModel model, Link link) {
    Component from = model.component(link.from());
    Component to = model.component(link.to());
    return from != null && to != null && !from.zone().equals(to.zone());
  }
}
