package org.sekisho.model.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Node;
import org.sekisho.model.reading.PointId;

/**
 * Reads a system-model file; the JSON Schema for editors lies beside this class as {@code
 * system-model.schema.json}.
 */
public final class SystemModelFile {
  /** Value of the key {@code format} that this version reads. */
  public static final String FORMAT = "sekisho-system/1";

  private static final Pattern POINT_REF = Pattern.compile("[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*");
  private static final Pattern USE_CASE = Pattern.compile("UC[1-4]");
  private static final int MAX_POINTS_PER_PROFILE = 256;
  private static final int MAX_ZONE_DEPTH = 16;

  private final Fields root;
  private final Parts parts = new Parts();
  private final Set<String> devicesWithGateway = new HashSet<>();

  private SystemModelFile(Fields root) {
    this.root = root;
  }

  /**
   * Reads a system model from a file.
   *
   * @throws DocumentException with every problem found
   */
  public static SystemModel read(Path path) {
    return new SystemModelFile(Document.read(path)).model();
  }

  /**
   * Reads a system model from a text; {@code file} is the name that errors carry.
   *
   * @throws DocumentException with every problem found
   */
  public static SystemModel read(String file, String text) {
    return new SystemModelFile(Document.read(file, text)).model();
  }

  /**
   * Reads a system model from a file, with the lines where its values stand.
   *
   * @throws DocumentException with every problem found
   */
  public static LocatedModel readLocated(Path path) {
    return located(Document.read(path));
  }

  /**
   * Reads a system model from a text, with the lines where its values stand.
   *
   * @throws DocumentException with every problem found
   */
  public static LocatedModel readLocated(String file, String text) {
    return located(Document.read(file, text));
  }

  /**
   * Reads a system model from a document that was read already, with the lines where its values
   * stand.
   *
   * @throws DocumentException with every problem found
   */
  public static LocatedModel readLocated(String file, Node.Mapping document) {
    return located(Document.of(file, document));
  }

  private static LocatedModel located(Fields root) {
    return new LocatedModel(new SystemModelFile(root).model(), SourceMap.of(root));
  }

  private SystemModel model() {
    String format = root.text("format");
    if (root.has("format") && !format.equals(FORMAT)) {
      root.problem("format", "'" + format + "' is not read by this version: write " + FORMAT);
    }
    String id = root.text("id", Ids.FORM, Ids.ALLOWED);
    LocalText name = Parts.text(root, "name");
    Set<String> useCases = useCases();
    Set<String> controls = Parts.controls(root);
    parts.each(
        root,
        "organisations",
        parts.organisations,
        (f, at) -> parts.organisations.put(at, new Organisation(at, Parts.text(f, "name"))));
    parts.each(root, "zones", parts.zones, (f, at) -> parts.zones.put(at, zone(at, f)));
    parts.each(
        root,
        "places",
        parts.places,
        (f, at) -> parts.places.put(at, new Place(at, Parts.text(f, "name"))));
    parts.each(root, "profiles", parts.profiles, (f, at) -> parts.profiles.put(at, profile(at, f)));
    parts.each(
        root,
        "components",
        parts.components,
        (f, at) -> parts.components.put(at, component(at, f)));
    parts.each(root, "links", parts.links, (f, at) -> parts.links.put(at, link(at, f)));
    new AnalysisReader(parts).read(root);
    for (Fields f : root.sections("grants")) {
      grant(f);
    }
    parts.check();
    root.finish();
    return new SystemModel(
        id,
        name,
        Collections.unmodifiableMap(parts.zones),
        Collections.unmodifiableMap(parts.places),
        Collections.unmodifiableMap(parts.components),
        Collections.unmodifiableMap(parts.links),
        Collections.unmodifiableMap(parts.profiles),
        Collections.unmodifiableMap(parts.assets),
        Collections.unmodifiableMap(parts.grants),
        useCases,
        Collections.unmodifiableMap(parts.organisations),
        Collections.unmodifiableMap(parts.actors),
        Collections.unmodifiableMap(parts.entryPoints),
        List.copyOf(parts.countermeasures),
        Collections.unmodifiableMap(parts.threats),
        Collections.unmodifiableMap(parts.incidents),
        Collections.unmodifiableMap(parts.interactions),
        Collections.unmodifiableMap(parts.assumptions),
        controls);
  }

  private Set<String> useCases() {
    Set<String> found = new LinkedHashSet<>();
    for (String useCase : root.texts("use-cases")) {
      if (!USE_CASE.matcher(useCase).matches()) {
        root.problem("use-cases", "'" + useCase + "' is not allowed: UC1, UC2, UC3 or UC4");
      }
      found.add(useCase);
    }
    return Collections.unmodifiableSet(found);
  }

  private Zone zone(String id, Fields f) {
    Optional<String> parent = parts.optionalReference(f, "parent", parts.zones);
    parts.later(() -> refuseCircle(id, f));
    return new Zone(
        id,
        Parts.text(f, "name"),
        f.choice("safety", Zone.Safety.class),
        f.choice("placement", Zone.Placement.class),
        parent,
        parts.optionalReference(f, "owner", parts.organisations),
        Parts.controls(f));
  }

  /** Walks outward; the bound on nesting keeps a hostile model from making this slow. */
  private void refuseCircle(String id, Fields f) {
    List<String> way = new ArrayList<>(List.of(id));
    Zone at = parts.zones.get(id);
    while (at != null && at.parent().isPresent()) {
      String parent = at.parent().get();
      way.add(parent);
      if (parent.equals(id)) {
        f.problem("parent", "zones lie in each other in a circle: " + String.join(" in ", way));
        return;
      }
      if (way.size() > MAX_ZONE_DEPTH) {
        f.problem("parent", "zones lie in each other deeper than " + MAX_ZONE_DEPTH + " levels");
        return;
      }
      at = parts.zones.get(parent);
    }
  }

  private Profile profile(String id, Fields f) {
    LocalText name = Parts.text(f, "name");
    Map<String, Point> points = new LinkedHashMap<>();
    for (Fields p : f.sections("points")) {
      Point point = point(p);
      if (points.putIfAbsent(point.id(), point) != null) {
        p.problem("id", "'" + point.id() + "' stands twice in this profile");
      }
    }
    if (points.isEmpty() || points.size() > MAX_POINTS_PER_PROFILE) {
      f.problem("a profile has 1 to " + MAX_POINTS_PER_PROFILE + " points under 'points'");
    }
    return new Profile(id, name, Collections.unmodifiableMap(points));
  }

  private Point point(Fields f) {
    String id = f.text("id", Ids.FORM, Ids.ALLOWED);
    LocalText name = Parts.text(f, "name");
    Point.ValueType type = f.choice("type", Point.ValueType.class);
    Optional<Range> range = range(f, "range");
    Optional<Double> change = f.optionalNumber("max-change-per-second");
    boolean number = type == Point.ValueType.NUMBER;
    if (number && range.isEmpty()) {
      f.problem("'range' is missing: a point of type number needs its range as [min, max]");
    }
    if (!number && (range.isPresent() || change.isPresent())) {
      f.problem("'range' and 'max-change-per-second' are for points of type number only");
    }
    if (change.isPresent() && change.get() <= 0) {
      f.problem("max-change-per-second", "must be greater than 0");
    }
    Optional<Duration> interval = f.optionalDuration("interval");
    Optional<Point.Control> control =
        f.has("control")
            ? Optional.of(control(f.section("control"), number, range))
            : Optional.empty();
    return new Point(id, name, type, f.text("unit", ""), range, change, interval, control);
  }

  private Point.Control control(Fields f, boolean number, Optional<Range> pointRange) {
    Optional<Range> range = range(f, "range");
    Optional<Double> step = f.optionalNumber("max-step");
    if (!number && (range.isPresent() || step.isPresent())) {
      f.problem("'range' and 'max-step' are for points of type number only");
    }
    if (range.isPresent()
        && pointRange.isPresent()
        && !(pointRange.get().contains(range.get().min())
            && pointRange.get().contains(range.get().max()))) {
      f.problem("range", "must lie within the range of the point");
    }
    return new Point.Control(
        range.or(() -> pointRange),
        step,
        f.integer("commands-per-minute", 12, 1, 600),
        f.duration(
            "timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(5)));
  }

  private Component component(String id, Fields f) {
    ComponentKind kind = f.choice("kind", ComponentKind.class);
    Optional<String> profile = parts.optionalReference(f, "profile", parts.profiles);
    if (!kind.isDevice() && profile.isPresent()) {
      f.problem("profile", "only sensors, actuators, cameras and controllers have a profile");
    }
    if ((kind == ComponentKind.SENSOR || kind == ComponentKind.ACTUATOR) && profile.isEmpty()) {
      parts.later(
          () -> {
            // A model without profiles is for analysis only: no gateway can run on it.
            if (!parts.profiles.isEmpty()) {
              f.problem(
                  "'profile' is missing: a sensor or actuator needs one of "
                      + String.join(", ", parts.profiles.keySet()));
            }
          });
    }
    return new Component(
        id,
        kind,
        Parts.text(f, "name"),
        parts.reference(f, "zone", parts.zones),
        parts.optionalReference(f, "place", parts.places),
        profile,
        parts.optionalReference(f, "owner", parts.organisations),
        f.choice("scope", Component.Scope.IN),
        f.choice("physical-control", Component.PhysicalControl.UNKNOWN),
        f.choice("capability", Component.Capability.UNKNOWN),
        f.optionalDay("support-end"),
        f.choice("update", Component.Update.UNKNOWN),
        f.sections("software").stream()
            .map(s -> new Component.Software(s.text("name"), s.optionalText("version")))
            .toList(),
        Parts.controls(f));
  }

  private Link link(String id, Fields f) {
    String from = parts.reference(f, "from", parts.components);
    String to = parts.reference(f, "to", parts.components);
    if (from.equals(to)) {
      f.problem("to", "a link joins two components");
    }
    parts.later(() -> checkDevice(f, from, to));
    return new Link(
        id,
        from,
        to,
        f.choice("protocol", Protocol.class),
        f.choice("direction", Link.Direction.BOTH),
        f.choice("authentication", Link.Authentication.class),
        f.choice("encryption", Link.Encryption.class),
        f.choice("strength", Link.Strength.UNKNOWN),
        parts.references(f, "data", List.of(parts.assets)),
        parts.references(f, "through", List.of(parts.zones)),
        Parts.controls(f));
  }

  /** A gateway's allow-list holds only if its devices can reach nothing else. */
  private void checkDevice(Fields f, String from, String to) {
    Component device = parts.components.get(from);
    if (device == null || device.profile().isEmpty() || !parts.components.containsKey(to)) {
      return;
    }
    if (!isGateway(to)) {
      f.problem("to", "a device with a profile reaches nothing but a gateway");
    } else if (!devicesWithGateway.add(from)) {
      f.problem("from", "'" + from + "' already has a link: a device belongs to one gateway");
    }
  }

  private boolean isGateway(String id) {
    Component component = parts.components.get(id);
    return component != null && component.kind() == ComponentKind.GATEWAY;
  }

  private void grant(Fields f) {
    String application = parts.reference(f, "application", parts.components);
    Component component = parts.components.get(application);
    if (component != null && component.kind() != ComponentKind.APPLICATION) {
      f.problem("application", "'" + application + "' is not of kind application");
    }
    Set<String> read = new LinkedHashSet<>();
    for (String device : f.texts("read")) {
      if (isDevice(device)) {
        read.add(device);
      } else {
        f.problem("read", "'" + device + "' is no sensor or actuator of this model");
      }
    }
    Set<PointId> command = new LinkedHashSet<>();
    for (String text : f.texts("command")) {
      PointId point = pointId(text);
      Point description = point == null ? null : pointOf(point);
      if (point == null || description == null) {
        f.problem("command", "'" + text + "' is no device/point of this model");
      } else if (!description.writable()) {
        f.problem("command", "'" + text + "' cannot be commanded: its profile has no 'control'");
      } else {
        command.add(point);
      }
    }
    var grant =
        new Grant(
            application, Collections.unmodifiableSet(read), Collections.unmodifiableSet(command));
    if (parts.grants.putIfAbsent(application, grant) != null) {
      f.problem("application", "'" + application + "' already has a grant");
    }
  }

  private boolean isDevice(String id) {
    Component component = parts.components.get(id);
    return component != null && component.kind().isDevice();
  }

  private @Nullable Point pointOf(PointId point) {
    Component component = parts.components.get(point.device());
    Profile profile =
        component == null ? null : component.profile().map(parts.profiles::get).orElse(null);
    return profile == null ? null : profile.point(point.point());
  }

  private static @Nullable PointId pointId(String text) {
    int slash = text.indexOf('/');
    if (!POINT_REF.matcher(text).matches()) {
      return null;
    }
    String device = text.substring(0, slash);
    String point = text.substring(slash + 1);
    return Ids.isId(device) && Ids.isId(point) ? new PointId(device, point) : null;
  }

  private static Optional<Range> range(Fields f, String key) {
    if (!f.has(key)) {
      return Optional.empty();
    }
    List<Double> ends = f.numbers(key);
    if (ends.size() != 2 || ends.get(0) > ends.get(1)) {
      f.problem(key, "write [min, max], two numbers, the smaller first");
      return Optional.of(new Range(0, 0));
    }
    return Optional.of(new Range(ends.get(0), ends.get(1)));
  }
}
