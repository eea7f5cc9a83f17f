package org.sekisho.gateway.command;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.listener.DeviceLink;
import org.sekisho.model.command.Command;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Reading;
import org.sekisho.model.reading.Value;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.Point;
import org.sekisho.model.system.Range;
import org.sekisho.model.system.SystemModel;

/**
 * Decides whether a command may reach an actuator. It trusts nothing that the centre says: what
 * passes is inside the system model's grants and envelopes even when the head-end is hostile.
 *
 * <p>Not thread-safe: belongs to the {@link CommandDesk}'s thread. Time is given to each call: wall
 * time for expiry, monotonic time for rates, so that setting the clock frees nobody from a rate.
 */
public final class CommandGate {
  /** How far ahead of the gateway's clock a command may have been issued. */
  public static final Duration MAX_AHEAD = Duration.ofSeconds(60);

  /** Longest life of a command; one that claims a longer one ends after this. */
  public static final Duration MAX_LIFE = Duration.ofHours(1);

  private static final long WINDOW_NS = 60_000_000_000L;
  private static final int MAX_TEXT = 256;
  private static final double STEP_TOLERANCE = 1e-9;

  /** What the gate says. */
  public sealed interface Decision {
    /** May be delivered; the device has this long to confirm. */
    record Pass(Duration timeout) implements Decision {}

    /** May not. */
    record Refuse(Reason reason) implements Decision {}
  }

  /** A command whose effect is not known, with the reading that was the latest then. */
  private record Doubt(Value commanded, @Nullable Reading latestThen) {}

  private final String gateway;
  private final SystemModel model;
  private final int perMinute;
  private final Map<PointId, Point> points = new HashMap<>();
  private final Map<PointId, Deque<Long>> passedAtNs = new HashMap<>();
  private final Deque<Long> allPassedAtNs = new ArrayDeque<>();
  private final Map<PointId, List<Doubt>> doubts = new HashMap<>();
  private final Map<PointId, Value> confirmed = new HashMap<>();

  /**
   * A gate for the devices of one gateway.
   *
   * @param perMinute most commands to all devices together in any 60 s
   */
  public CommandGate(String gateway, SystemModel model, int perMinute) {
    this.gateway = gateway;
    this.model = model;
    this.perMinute = perMinute;
    for (Component device : model.devicesOf(gateway)) {
      var profile = model.profileOf(device.id());
      if (profile != null) {
        profile.points().forEach((id, point) -> points.put(new PointId(device.id(), id), point));
      }
    }
  }

  /** When the command ends: what it says, but at most {@link #MAX_LIFE} after it was issued. */
  public static Instant expiry(Command command) {
    Instant latest = command.issuedAt().plus(MAX_LIFE);
    return command.expiresAt().isBefore(latest) ? command.expiresAt() : latest;
  }

  /**
   * Checks all but whether the id came before. A command that passes counts for the rates, whether
   * or not its delivery succeeds.
   *
   * @param now wall time
   * @param nowNs monotonic time
   */
  public Decision check(Command command, DeviceLink devices, Instant now, long nowNs) {
    Point point = points.get(command.point());
    Point.Control control = point == null ? null : point.control().orElse(null);
    Reason reason = refusal(command, point, control, devices, now, nowNs);
    if (reason != null || control == null) {
      return new Decision.Refuse(reason == null ? Reason.NOT_WRITABLE : reason);
    }
    passed(command.point(), nowNs);
    return new Decision.Pass(control.timeout());
  }

  private @Nullable Reason refusal(
      Command command,
      @Nullable Point point,
      Point.@Nullable Control control,
      DeviceLink devices,
      Instant now,
      long nowNs) {
    if (!command.gateway().equals(gateway)) {
      return Reason.NOT_FOR_THIS_GATEWAY;
    }
    if (!now.isBefore(expiry(command))) {
      return Reason.EXPIRED;
    }
    if (command.issuedAt().isAfter(now.plus(MAX_AHEAD))) {
      return Reason.ISSUED_IN_FUTURE;
    }
    if (point == null) {
      return Reason.UNKNOWN_POINT;
    }
    if (control == null) {
      return Reason.NOT_WRITABLE;
    }
    if (!model.mayCommand(command.application(), command.point())) {
      return Reason.NOT_PERMITTED;
    }
    if (!fitsType(command.value(), point.type())) {
      return Reason.WRONG_TYPE;
    }
    if (command.value() instanceof Value.Numeric(double number)
        && !(within(point.range(), number) && within(control.range(), number))) {
      return Reason.OUT_OF_ENVELOPE;
    }
    if (!stepAllowed(command, control, devices)) {
      return Reason.STEP_TOO_LARGE;
    }
    if (recent(passedAtNs.get(command.point()), nowNs) >= control.commandsPerMinute()
        || recent(allPassedAtNs, nowNs) >= perMinute) {
      return Reason.TOO_MANY_COMMANDS;
    }
    return devices.takesCommands(command.point()) ? null : Reason.DEVICE_NOT_CONNECTED;
  }

  private static boolean fitsType(Value value, Point.ValueType type) {
    return switch (value) {
      case Value.Numeric _ -> type == Point.ValueType.NUMBER;
      case Value.Bool _ -> type == Point.ValueType.BOOLEAN;
      case Value.Text(String text) -> type == Point.ValueType.TEXT && text.length() <= MAX_TEXT;
    };
  }

  private static boolean within(Optional<Range> range, double number) {
    return range.isEmpty() || range.get().contains(number);
  }

  /**
   * The step is measured from every state that the point may be in: the latest reading or read-back
   * and the value of each command whose effect is not known. Without a known state nothing passes.
   */
  private boolean stepAllowed(Command command, Point.Control control, DeviceLink devices) {
    if (control.maxStep().isEmpty() || !(command.value() instanceof Value.Numeric(double wanted))) {
      return true;
    }
    double step = control.maxStep().get() * (1 + STEP_TOLERANCE);
    Reading latest = devices.latest(command.point()).orElse(null);
    Value state = latest == null ? confirmed.get(command.point()) : latest.value();
    if (!(state instanceof Value.Numeric(double known)) || Math.abs(wanted - known) > step) {
      return false;
    }
    List<Doubt> open = doubts.get(command.point());
    if (open == null) {
      return true;
    }
    // A reading that came after the command tells the state: the doubt is over.
    open.removeIf(doubt -> latest != null && !latest.equals(doubt.latestThen()));
    for (Doubt doubt : open) {
      if (doubt.commanded() instanceof Value.Numeric(double perhaps)
          && Math.abs(wanted - perhaps) > step) {
        return false;
      }
    }
    return true;
  }

  /** The device confirmed this state. */
  void confirmed(PointId point, Value state) {
    confirmed.put(point, state);
    doubts.remove(point);
  }

  /** Nobody knows whether the command took effect. */
  void doubtful(Command command, Optional<Reading> latest) {
    List<Doubt> open = doubts.computeIfAbsent(command.point(), _ -> new ArrayList<>());
    // Bounded by the rate: older ones than a minute's worth are covered by those that are kept.
    if (open.size() < 600) {
      open.add(new Doubt(command.value(), latest.orElse(null)));
    }
  }

  /** Counts a command that passed at that monotonic time; also those of before a restart. */
  void passed(PointId point, long atNs) {
    passedAtNs.computeIfAbsent(point, _ -> new ArrayDeque<>()).add(atNs);
    allPassedAtNs.add(atNs);
  }

  private static int recent(@Nullable Deque<Long> times, long nowNs) {
    if (times == null) {
      return 0;
    }
    for (Long oldest = times.peekFirst();
        oldest != null && nowNs - oldest >= WINDOW_NS;
        oldest = times.peekFirst()) {
      times.removeFirst();
    }
    return times.size();
  }
}
