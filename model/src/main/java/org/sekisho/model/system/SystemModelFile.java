package org.sekisho.model.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.reading.PointId;

/**
 * Reads a system-model file; the JSON Schema for editors lies beside this class as {@code
 * system-model.schema.json}.
 */
public final class SystemModelFile {
  /** Value of the key {@code format} that this version reads. */
  public static final String FORMAT = "sekisho-system/1";

  private static final Pattern POINT_REF = Pattern.compile("[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*");
  private static final int MAX_POINTS_PER_PROFILE = 256;

  private final Fields root;
  private final Map<String, Zone> zones = new LinkedHashMap<>();
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final Map<String, Profile> profiles = new LinkedHashMap<>();
  private final Map<String, Component> components = new LinkedHashMap<>();
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<String, DataAsset> data = new LinkedHashMap<>();
  private final Map<String, Grant> grants = new LinkedHashMap<>();

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

  private SystemModel model() {
    String format = root.text("format");
    if (root.has("format") && !format.equals(FORMAT)) {
      root.problem("format", "'" + format + "' is not read by this version: write " + FORMAT);
    }
    String id = id(root);
    LocalText name = name(root);
    each("zones", zones, (f, at) -> zones.put(at, zone(at, f)));
    each("places", places, (f, at) -> places.put(at, new Place(at, name(f))));
    each("profiles", profiles, (f, at) -> profiles.put(at, profile(at, f)));
    each("components", components, (f, at) -> components.put(at, component(at, f)));
    each("links", links, (f, at) -> links.put(at, link(at, f)));
    each("data", data, (f, at) -> data.put(at, dataAsset(at, f)));
    for (Fields f : root.sections("grants")) {
      grant(f);
    }
    root.finish();
    return new SystemModel(
        id,
        name,
        Collections.unmodifiableMap(zones),
        Collections.unmodifiableMap(places),
        Collections.unmodifiableMap(components),
        Collections.unmodifiableMap(links),
        Collections.unmodifiableMap(profiles),
        Collections.unmodifiableMap(data),
        Collections.unmodifiableMap(grants));
  }

  private void each(String key, Map<String, ?> taken, BiConsumer<Fields, String> add) {
    for (Fields f : root.sections(key)) {
      String id = id(f);
      if (taken.containsKey(id)) {
        f.problem("id", "'" + id + "' stands twice under '" + key + "'");
      }
      add.accept(f, id);
    }
  }

  private Zone zone(String id, Fields f) {
    return new Zone(
        id,
        name(f),
        f.choice("safety", Zone.Safety.class),
        f.choice("placement", Zone.Placement.class));
  }

  private Profile profile(String id, Fields f) {
    LocalText name = name(f);
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
    String id = id(f);
    LocalText name = name(f);
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
    LocalText name = name(f);
    String zone = reference(f, "zone", zones);
    Optional<String> place = optionalReference(f, "place", places);
    Optional<String> profile = optionalReference(f, "profile", profiles);
    if (kind.isDevice() && profile.isEmpty()) {
      f.problem("'profile' is missing: a sensor or actuator needs one of " + list(profiles));
    }
    if (!kind.isDevice() && profile.isPresent()) {
      f.problem("profile", "only sensors and actuators have a profile");
    }
    return new Component(id, kind, name, zone, place, profile);
  }

  private Link link(String id, Fields f) {
    String from = reference(f, "from", components);
    String to = reference(f, "to", components);
    Component device = components.get(from);
    Component target = components.get(to);
    if (device != null
        && device.kind().isDevice()
        && target != null
        && target.kind() != ComponentKind.GATEWAY) {
      f.problem("to", "a device reaches nothing but a gateway");
    }
    if (device != null
        && device.kind().isDevice()
        && links.values().stream().anyMatch(l -> l.from().equals(from))) {
      f.problem("from", "'" + from + "' already has a link: a device belongs to one gateway");
    }
    return new Link(
        id,
        from,
        to,
        f.choice("protocol", Link.Protocol.class),
        f.choice("authentication", Link.Authentication.class),
        f.choice("encryption", Link.Encryption.class));
  }

  private DataAsset dataAsset(String id, Fields f) {
    LocalText name = name(f);
    List<String> points = f.texts("points");
    for (String point : points) {
      int slash = point.indexOf('/');
      Profile profile = slash < 0 ? null : profiles.get(point.substring(0, slash));
      if (profile == null || profile.point(point.substring(slash + 1)) == null) {
        f.problem("points", "'" + point + "' is no profile/point of this model");
      }
    }
    return new DataAsset(
        id,
        name,
        List.copyOf(points),
        rating(f, "confidentiality"),
        rating(f, "integrity"),
        rating(f, "availability"));
  }

  private int rating(Fields f, String key) {
    if (!f.has(key)) {
      f.problem("'" + key + "' is missing: a rating from 1 (low) to 3 (high)");
    }
    return f.integer(key, 1, 1, 3);
  }

  private void grant(Fields f) {
    String application = reference(f, "application", components);
    Component component = components.get(application);
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
    if (grants.putIfAbsent(application, grant) != null) {
      f.problem("application", "'" + application + "' already has a grant");
    }
  }

  private boolean isDevice(String id) {
    Component component = components.get(id);
    return component != null && component.kind().isDevice();
  }

  private @Nullable Point pointOf(PointId point) {
    Component component = components.get(point.device());
    Profile profile =
        component == null ? null : component.profile().map(profiles::get).orElse(null);
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

  private static String id(Fields f) {
    return f.text("id", Ids.FORM, Ids.ALLOWED);
  }

  private static LocalText name(Fields f) {
    Fields name = f.section("name");
    if (!f.has("name")) {
      f.problem("'name' is missing: a name in both languages, {ja: …, en: …}");
      name.keys();
      return new LocalText("", "");
    }
    return new LocalText(name.text("ja"), name.text("en"));
  }

  private static String reference(Fields f, String key, Map<String, ?> targets) {
    String id = f.text(key);
    if (f.has(key)) {
      checkReference(f, key, id, targets);
    }
    return id;
  }

  private static Optional<String> optionalReference(Fields f, String key, Map<String, ?> targets) {
    Optional<String> id = f.optionalText(key);
    id.ifPresent(i -> checkReference(f, key, i, targets));
    return id;
  }

  private static void checkReference(Fields f, String key, String id, Map<String, ?> targets) {
    if (!targets.containsKey(id)) {
      f.problem(key, "'" + id + "' is not in this model; there is " + list(targets));
    }
  }

  private static String list(Map<String, ?> targets) {
    return targets.isEmpty() ? "none" : String.join(", ", targets.keySet());
  }
}
