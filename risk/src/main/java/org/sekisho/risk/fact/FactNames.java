package org.sekisho.risk.fact;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Actor;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.fact.Fact.Source;
import org.sekisho.risk.fact.Vocabulary.Hop;
import org.sekisho.risk.fact.Vocabulary.Relation;

/** The facts and relations that conditions may name, by kind of entity. */
public final class FactNames {
  /** Name of the fact that lists the controls in place; it is worked out with a catalogue. */
  public static final String CONTROLS = "controls";

  private static final FactType FLAG = new FactType.Flag();
  private static final FactType NUMBER = new FactType.Whole();
  private static final FactType TEXT = new FactType.Text();
  private static final FactType FREE_WORDS = new FactType.Words(List.of());
  private static final List<String> EXPOSURES =
      List.of("none", "physical", "local", "field", "wan", "internet");
  private static final FactType EXPOSURE = new FactType.Word(EXPOSURES, true);
  private static final FactType REACH =
      new FactType.Word(EXPOSURES.subList(1, EXPOSURES.size()), true);
  private static final Map<EntityKind, Vocabulary> ALL = new FactNames().all();

  private final Map<EntityKind, Vocabulary> found = new EnumMap<>(EntityKind.class);

  private FactNames() {}

  /** What can be asked of a kind of entity. */
  public static Vocabulary of(EntityKind kind) {
    Vocabulary vocabulary = ALL.get(kind);
    if (vocabulary == null) {
      throw new IllegalStateException(kind + " has no vocabulary");
    }
    return vocabulary;
  }

  /** The fact that a path such as {@code to.zone.safety} leads to from a kind of entity. */
  public static Optional<FactPath> path(EntityKind kind, String path) {
    List<Hop> hops = new ArrayList<>();
    Vocabulary at = of(kind);
    String rest = path;
    for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
      Hop hop = at.hops().get(rest.substring(0, dot));
      if (hop == null) {
        return Optional.empty();
      }
      hops.add(hop);
      at = of(hop.to());
      rest = rest.substring(dot + 1);
    }
    return at.fact(rest).map(fact -> new FactPath(List.copyOf(hops), fact));
  }

  /** The entity that a path such as {@code to} or {@code from.zone} leads to. */
  public static Optional<List<Hop>> neighbour(EntityKind kind, String path) {
    List<Hop> hops = new ArrayList<>();
    Vocabulary at = of(kind);
    for (String name : path.split("\\.", -1)) {
      Hop hop = at.hops().get(name);
      if (hop == null) {
        return Optional.empty();
      }
      hops.add(hop);
      at = of(hop.to());
    }
    return Optional.of(List.copyOf(hops));
  }

  /** Place of the exposure from where an entry point can be reached. */
  static int exposure(EntryPoint.Reach reach) {
    return EXPOSURES.indexOf(dashed(reach));
  }

  /** Place of an exposure by its word. */
  static int exposure(String word) {
    return EXPOSURES.indexOf(word);
  }

  private Map<EntityKind, Vocabulary> all() {
    for (EntityKind kind : EntityKind.values()) {
      var vocabulary = new Vocabulary(kind);
      found.put(kind, vocabulary);
      vocabulary.add(text("id", Source.DERIVED, Entity::id));
      vocabulary.add(Fact.ofObject(CONTROLS, FREE_WORDS, Source.DERIVED, Entity::declaredControls));
    }
    components();
    links();
    crossings();
    entryPoints();
    assets();
    zones();
    systems();
    paths();
    at(EntityKind.ACTOR)
        .add(word("kind", Source.GIVEN, Actor.Kind.class, e -> ((ActorEntity) e).actor().kind()));
    return found;
  }

  private Vocabulary at(EntityKind kind) {
    Vocabulary vocabulary = found.get(kind);
    if (vocabulary == null) {
      throw new IllegalStateException(kind.id());
    }
    return vocabulary;
  }

  private void components() {
    Vocabulary v = at(EntityKind.COMPONENT);
    v.add(word("kind", Source.GIVEN, ComponentKind.class, e -> component(e).kind()));
    v.add(word("part", Source.DERIVED, ComponentKind.Part.class, e -> component(e).kind().part()));
    v.add(
        word(
            "placement",
            Source.DERIVED,
            Zone.Placement.class,
            e -> at(e).zone().zone().placement()));
    v.add(level("safety", Source.DERIVED, Zone.Safety.class, e -> at(e).zone().zone().safety()));
    v.add(text("zone", Source.GIVEN, e -> at(e).zone().id()));
    v.add(text("owner", Source.GIVEN, e -> at(e).owner().orElse(null)));
    v.add(word("scope", Source.GIVEN, Component.Scope.class, e -> component(e).scope()));
    v.add(
        word(
            "physical-control",
            Source.CHOSEN,
            Component.PhysicalControl.class,
            e -> component(e).physicalControl()));
    v.add(
        level(
            "capability",
            Source.CHOSEN,
            Component.Capability.class,
            e -> component(e).capability()));
    v.add(date("support-end", Source.CHOSEN, e -> component(e).supportEnd().orElse(null)));
    v.add(word("update", Source.CHOSEN, Component.Update.class, e -> component(e).update()));
    v.add(flag("is-device", e -> component(e).kind().isDevice()));
    v.add(flag("has-profile", e -> component(e).profile().isPresent()));
    v.add(flag("writable", e -> at(e).writable()));
    v.add(
        words(
            "software",
            Source.GIVEN,
            List.of(),
            e -> {
              Set<String> names = new TreeSet<>();
              component(e).software().forEach(s -> names.add(s.name()));
              return names;
            }));
    summary(v, e -> at(e).summary());
    v.add(flag("touches-life", e -> at(e).touchesLife()));
    v.add(flag("touches-society", e -> at(e).summary().society()));
    v.add(flag("touches-others", e -> at(e).summary().others()));
    v.add(
        Fact.ofNumber("exposure", EXPOSURE, Source.DERIVED, e -> at(e).exposure)
            .calledBy("Exposure"));
    v.add(flag("internet", e -> at(e).exposure == EXPOSURES.size() - 1));
    v.add(number("linked-owners", e -> at(e).linkedOwners));
    v.add(number("devices", e -> at(e).devices().size()));
    v.add(new Hop("zone", EntityKind.ZONE, e -> at(e).zone()));
    v.add(new Relation("links", EntityKind.LINK, e -> at(e).links()));
    v.add(new Relation("links-in", EntityKind.LINK, e -> at(e).linksIn));
    v.add(new Relation("links-out", EntityKind.LINK, e -> at(e).linksOut));
    v.add(new Relation("entry-points", EntityKind.ENTRY_POINT, e -> at(e).entryPoints));
    v.add(new Relation("assets", EntityKind.ASSET, e -> at(e).assets()));
    v.add(new Relation("neighbours", EntityKind.COMPONENT, e -> at(e).neighbours()));
    v.add(new Relation("gateways", EntityKind.COMPONENT, e -> at(e).gateways()));
    v.add(new Relation("devices", EntityKind.COMPONENT, e -> at(e).devices()));
    v.add(new Relation("actors", EntityKind.ACTOR, e -> at(e).actors));
  }

  private void links() {
    linkFacts(at(EntityKind.LINK), e -> e);
  }

  private void linkFacts(Vocabulary v, Function<Entity, Entity> link) {
    List<Fact> facts = new ArrayList<>();
    protocolFacts(facts, e -> link(e).protocol(), e -> ((LinkEntity) e).traits());
    facts.add(word("direction", Source.CHOSEN, Link.Direction.class, e -> link(e).direction()));
    facts.add(
        word(
            "authentication",
            Source.CHOSEN,
            Link.Authentication.class,
            e -> link(e).authentication()));
    facts.add(word("encryption", Source.CHOSEN, Link.Encryption.class, e -> link(e).encryption()));
    facts.add(level("strength", Source.CHOSEN, Link.Strength.class, e -> link(e).strength()));
    facts.add(flag("crosses-zone", e -> ((LinkEntity) e).crossesZone));
    facts.add(flag("crosses-owner", e -> ((LinkEntity) e).crossesOwner));
    facts.add(flag("crosses-wan", e -> ((LinkEntity) e).crossesWan));
    facts.add(flag("safety-drop", e -> ((LinkEntity) e).raisesSafety()));
    facts.add(flag("carries-commands", e -> ((LinkEntity) e).carriesCommands()));
    facts.add(flag("touches-life", e -> ((LinkEntity) e).touchesLife()));
    facts.add(flag("touches-society", e -> ((LinkEntity) e).summary().society()));
    facts.add(flag("touches-others", e -> ((LinkEntity) e).summary().others()));
    facts.add(flag("leads-to-gateway", e -> ((LinkEntity) e).to().isGateway()));
    facts.add(
        flag(
            "via-gateway",
            e -> ((LinkEntity) e).to().isGateway() || ((LinkEntity) e).from().isGateway()));
    summary(facts, e -> ((LinkEntity) e).summary());
    facts.forEach(fact -> v.add(fact.through(link)));
    v.add(new Hop("from", EntityKind.COMPONENT, e -> ((LinkEntity) link.apply(e)).from()));
    v.add(new Hop("to", EntityKind.COMPONENT, e -> ((LinkEntity) link.apply(e)).to()));
    v.add(new Relation("data", EntityKind.ASSET, e -> ((LinkEntity) link.apply(e)).data()));
    v.add(new Relation("ends", EntityKind.COMPONENT, e -> ((LinkEntity) link.apply(e)).ends()));
  }

  private void crossings() {
    Vocabulary v = at(EntityKind.CROSSING);
    Function<Entity, Entity> link = e -> ((CrossingEntity) e).link();
    linkFacts(v, link);
    v.add(text("from-zone", Source.DERIVED, e -> crossed(e).from().zone().id()));
    v.add(text("to-zone", Source.DERIVED, e -> crossed(e).to().zone().id()));
    v.add(text("from-owner", Source.DERIVED, e -> crossed(e).from().owner().orElse(null)));
    v.add(text("to-owner", Source.DERIVED, e -> crossed(e).to().owner().orElse(null)));
    v.add(flag("agreement", e -> crossed(e).underAgreement()));
  }

  private void entryPoints() {
    Vocabulary v = at(EntityKind.ENTRY_POINT);
    v.add(word("kind", Source.GIVEN, EntryPoint.Kind.class, e -> entry(e).kind()));
    v.add(
        Fact.ofNumber(
                "reach", REACH, Source.CHOSEN, e -> EXPOSURES.indexOf(dashed(entry(e).reach())) - 1)
            .calledBy("EntryPointReach"));
    v.add(word("access", Source.CHOSEN, EntryPoint.Access.class, e -> entry(e).access()));
    List<Fact> facts = new ArrayList<>();
    protocolFacts(facts, e -> entry(e).protocol(), e -> ((EntryPointEntity) e).traits());
    summary(facts, e -> ((EntryPointEntity) e).summary());
    facts.forEach(v::add);
    v.add(
        word(
            "authentication",
            Source.CHOSEN,
            Link.Authentication.class,
            e -> entry(e).authentication()));
    v.add(word("encryption", Source.CHOSEN, Link.Encryption.class, e -> entry(e).encryption()));
    v.add(Fact.ofNumber("enabled", FLAG, Source.CHOSEN, e -> entry(e).enabled() ? 1 : 0));
    v.add(flag("touches-life", e -> ((EntryPointEntity) e).lifeHops() >= 0));
    v.add(flag("touches-society", e -> ((EntryPointEntity) e).summary().society()));
    v.add(flag("touches-others", e -> ((EntryPointEntity) e).summary().others()));
    v.add(new Hop("on", EntityKind.COMPONENT, e -> ((EntryPointEntity) e).on()));
    v.add(new Relation("assets", EntityKind.ASSET, e -> ((EntryPointEntity) e).assets()));
    v.add(new Relation("actors", EntityKind.ACTOR, e -> ((EntryPointEntity) e).actors));
  }

  private void assets() {
    Vocabulary v = at(EntityKind.ASSET);
    v.add(word("kind", Source.GIVEN, Asset.Kind.class, e -> asset(e).kind()));
    v.add(flag("information", e -> asset(e).kind().isInformation()));
    v.add(given("confidentiality", e -> asset(e).confidentiality()));
    v.add(given("integrity", e -> asset(e).integrity()));
    v.add(given("availability", e -> asset(e).availability()));
    v.add(number("importance", e -> ((AssetEntity) e).importance()));
    v.add(flag("protected", e -> ((AssetEntity) e).importance() >= 2));
    for (Asset.Impact impact : Asset.Impact.values()) {
      v.add(
          level(
              dashed(impact),
              Source.GIVEN,
              Asset.Extent.class,
              e -> asset(e).impact().getOrDefault(impact, Asset.Extent.NONE)));
    }
    v.add(flag("touches-life", e -> asset(e).touchesLife()));
    v.add(number("holders", e -> ((AssetEntity) e).holders().size()));
    v.add(number("sources", e -> ((AssetEntity) e).sources));
    v.add(number("readers", e -> ((AssetEntity) e).readers));
    v.add(text("owner", Source.GIVEN, e -> ((AssetEntity) e).owner().orElse(null)));
    v.add(flag("shared", e -> ((AssetEntity) e).shared));
    v.add(new Relation("holders", EntityKind.COMPONENT, e -> ((AssetEntity) e).holders()));
    v.add(new Relation("links", EntityKind.LINK, e -> ((AssetEntity) e).links));
  }

  private void zones() {
    Vocabulary v = at(EntityKind.ZONE);
    v.add(level("safety", Source.GIVEN, Zone.Safety.class, e -> zone(e).zone().safety()));
    v.add(word("placement", Source.GIVEN, Zone.Placement.class, e -> zone(e).zone().placement()));
    v.add(text("owner", Source.GIVEN, e -> zone(e).owner().orElse(null)));
    v.add(flag("has-gateway", e -> zone(e).components.stream().anyMatch(c -> c.isGateway())));
    v.add(
        number(
            "devices",
            e ->
                (int)
                    zone(e).components.stream()
                        .filter(c -> c.component().kind().isDevice())
                        .count()));
    v.add(new Relation("components", EntityKind.COMPONENT, e -> zone(e).components));
    v.add(new Relation("entry-points", EntityKind.ENTRY_POINT, e -> zone(e).entryPoints));
  }

  private void systems() {
    Vocabulary v = at(EntityKind.SYSTEM);
    v.add(
        words(
            "use-cases",
            Source.GIVEN,
            List.of("UC1", "UC2", "UC3", "UC4"),
            e -> new TreeSet<>(system(e).model().useCases())));
    v.add(number("components", e -> system(e).components().size()));
    v.add(number("entry-points", e -> system(e).entryPoints().size()));
    v.add(number("assets", e -> system(e).assets().size()));
    v.add(number("devices", e -> count(e, c -> c.component().kind().isDevice())));
    count(v, "gateways", ComponentKind.GATEWAY);
    count(v, "head-ends", ComponentKind.HEAD_END);
    count(v, "managements", ComponentKind.MANAGEMENT);
    count(v, "applications", ComponentKind.APPLICATION);
    count(v, "builds", ComponentKind.BUILD);
    v.add(flag("has-actuator", e -> count(e, ComponentEntity::writable) > 0));
    v.add(
        flag(
            "touches-life",
            e -> system(e).assets().stream().anyMatch(a -> a.asset().touchesLife())));
    v.add(
        flag(
            "has-update",
            e -> count(e, c -> c.component().update() == Component.Update.REMOTE) > 0));
    v.add(new Relation("components", EntityKind.COMPONENT, e -> system(e).components()));
    v.add(new Relation("links", EntityKind.LINK, e -> system(e).links()));
    v.add(new Relation("entry-points", EntityKind.ENTRY_POINT, e -> system(e).entryPoints()));
    v.add(new Relation("assets", EntityKind.ASSET, e -> system(e).assets()));
    v.add(new Relation("zones", EntityKind.ZONE, e -> system(e).zones()));
  }

  private void paths() {
    Vocabulary v = at(EntityKind.PATH);
    v.add(number("hops", e -> ((PathEntity) e).hops));
    v.add(number("boundaries", e -> ((PathEntity) e).boundaries));
    v.add(flag("through-gateway", e -> ((PathEntity) e).throughGateway));
    v.add(new Hop("entry", EntityKind.ENTRY_POINT, e -> ((PathEntity) e).entry()));
    v.add(new Hop("asset", EntityKind.ASSET, e -> ((PathEntity) e).asset()));
  }

  private static void protocolFacts(
      List<Fact> facts,
      Function<Entity, Protocol> protocol,
      Function<Entity, ProtocolTraits.Traits> traits) {
    facts.add(word("protocol", Source.CHOSEN, Protocol.class, protocol));
    facts.add(flag("radio", e -> traits.apply(e).radio()));
    facts.add(flag("protocol-can-encrypt", e -> traits.apply(e).canEncrypt()));
    facts.add(flag("protocol-can-authenticate", e -> traits.apply(e).canAuthenticate()));
    facts.add(flag("protocol-plain", e -> traits.apply(e).plain()));
  }

  private static void summary(Vocabulary v, Function<Entity, AssetSummary> of) {
    List<Fact> facts = new ArrayList<>();
    summary(facts, of);
    facts.forEach(v::add);
  }

  private static void summary(List<Fact> facts, Function<Entity, AssetSummary> of) {
    facts.add(
        words(
                "data-kinds",
                Source.DERIVED,
                Arrays.stream(Asset.Kind.values()).map(FactNames::dashed).toList(),
                e -> of.apply(e).kinds())
            .calledBy("AssetKind"));
    facts.add(number("confidentiality", e -> of.apply(e).confidentiality()));
    facts.add(number("integrity", e -> of.apply(e).integrity()));
    facts.add(number("availability", e -> of.apply(e).availability()));
  }

  private static void count(Vocabulary v, String name, ComponentKind kind) {
    v.add(number(name, e -> count(e, c -> c.component().kind() == kind)));
  }

  private static int count(Entity e, Predicate<ComponentEntity> which) {
    return (int) system(e).components().stream().filter(which).count();
  }

  private static <E extends Enum<E>> Fact word(
      String name, Source source, Class<E> type, Function<Entity, E> of) {
    return ofEnum(name, source, type, false, of);
  }

  private static <E extends Enum<E>> Fact level(
      String name, Source source, Class<E> type, Function<Entity, E> of) {
    return ofEnum(name, source, type, true, of);
  }

  /** The constants of every enum that is ordered stand from the lowest to the highest. */
  @SuppressWarnings("EnumOrdinal") // the words are listed in the same order
  private static <E extends Enum<E>> Fact ofEnum(
      String name, Source source, Class<E> type, boolean ordered, Function<Entity, E> of) {
    List<String> words = Arrays.stream(type.getEnumConstants()).map(FactNames::dashed).toList();
    return Fact.ofNumber(
            name, new FactType.Word(words, ordered), source, e -> of.apply(e).ordinal())
        .calledBy(ValueWords.section(type));
  }

  private static Fact text(String name, Source source, Function<Entity, @Nullable String> of) {
    return Fact.ofObject(name, TEXT, source, of::apply);
  }

  private static Fact date(String name, Source source, Function<Entity, @Nullable LocalDate> of) {
    return Fact.ofObject(name, new FactType.Date(), source, of::apply);
  }

  private static Fact words(
      String name, Source source, List<String> values, Function<Entity, Set<String>> of) {
    return Fact.ofObject(name, new FactType.Words(values), source, of::apply);
  }

  private static Fact number(String name, ToIntFunction<Entity> of) {
    return Fact.ofNumber(name, NUMBER, Source.DERIVED, of);
  }

  private static Fact given(String name, ToIntFunction<Entity> of) {
    return Fact.ofNumber(name, NUMBER, Source.GIVEN, of);
  }

  private static Fact flag(String name, Predicate<Entity> of) {
    return Fact.ofNumber(name, FLAG, Source.DERIVED, e -> of.test(e) ? 1 : 0);
  }

  private static ComponentEntity at(Entity e) {
    return (ComponentEntity) e;
  }

  private static Component component(Entity e) {
    return ((ComponentEntity) e).component();
  }

  private static Link link(Entity e) {
    return ((LinkEntity) e).link();
  }

  private static LinkEntity crossed(Entity e) {
    return ((CrossingEntity) e).link();
  }

  private static EntryPoint entry(Entity e) {
    return ((EntryPointEntity) e).entryPoint();
  }

  private static Asset asset(Entity e) {
    return ((AssetEntity) e).asset();
  }

  private static ZoneEntity zone(Entity e) {
    return (ZoneEntity) e;
  }

  private static SystemEntity system(Entity e) {
    return (SystemEntity) e;
  }

  private static String dashed(Enum<?> e) {
    return e.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
