package org.sekisho.program.release;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which slot runs, which one is tried, and how the last update went: one small text file, lines of
 * {@code key=value} that the launcher can read, with a checksum in the last line.
 *
 * @param confirmed the slot that is known to be good
 * @param trying the slot that is on trial
 * @param attempt counts trials; the launcher counts starts of this one in {@code tries-<attempt>}
 * @param tries starts of a slot on trial before the launcher goes back
 * @param patienceSeconds time without a confirmation before the launcher ends a slot on trial
 * @param a what is installed in slot A
 * @param b what is installed in slot B
 * @param phase how far the present or last update came
 * @param release its version, or empty
 * @param action number of the management's order, or empty when a person gave it here
 * @param reason why it was refused or returned, in one sentence, or empty
 * @param linkBefore whether the head-end was connected before the switch
 * @param told whether the management has been told the end
 */
public record SlotState(
    Slot confirmed,
    Optional<Slot> trying,
    long attempt,
    int tries,
    long patienceSeconds,
    Optional<Content> a,
    Optional<Content> b,
    Phase phase,
    String release,
    String action,
    String reason,
    boolean linkBefore,
    boolean told) {
  private static final String FORM = "sekisho-slots-1";
  private static final int MAX_CHARS = 16 * 1024;
  private static final int MAX_REASON_CHARS = 300;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  /** How far an update came. */
  public enum Phase {
    /** Nothing is under way. */
    IDLE,
    /** It is being fetched; what was fetched is kept over a restart. */
    DOWNLOADING,
    /** It is being verified and written into the other slot. */
    INSTALLING,
    /** It lies verified in the other slot. */
    STAGED,
    /** It runs and must prove itself. */
    TRYING,
    /** It proved itself. */
    CONFIRMED,
    /** It did not, and the release before runs again. */
    RETURNED,
    /** It was not taken, and nothing was changed. */
    REFUSED;

    /** The word in status and in the file. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * What is installed in a slot.
   *
   * @param id SHA-256 of the manifest
   * @param sums SHA-256 of the list of files, for the launcher
   */
  public record Content(Version version, int epoch, String id, String sums) {
    public Content {
      if (!HASH.matcher(id).matches() || !HASH.matcher(sums).matches()) {
        throw new IllegalArgumentException("not a SHA-256");
      }
    }
  }

  public SlotState {
    reason = line(reason);
    release = line(release);
    action = line(action);
  }

  /** What the slot holds. */
  public Optional<Content> content(Slot slot) {
    return slot == Slot.A ? a : b;
  }

  SlotState withContent(Slot slot, Optional<Content> content) {
    return new SlotState(
        confirmed,
        trying,
        attempt,
        tries,
        patienceSeconds,
        slot == Slot.A ? content : a,
        slot == Slot.B ? content : b,
        phase,
        release,
        action,
        reason,
        linkBefore,
        told);
  }

  SlotState withSlots(Slot good, Optional<Slot> onTrial, long number) {
    return new SlotState(
        good,
        onTrial,
        number,
        tries,
        patienceSeconds,
        a,
        b,
        phase,
        release,
        action,
        reason,
        linkBefore,
        told);
  }

  SlotState withPhase(Phase now, String why) {
    return new SlotState(
        confirmed,
        trying,
        attempt,
        tries,
        patienceSeconds,
        a,
        b,
        now,
        release,
        action,
        why,
        linkBefore,
        told);
  }

  SlotState withOrder(String version, String number) {
    return new SlotState(
        confirmed,
        trying,
        attempt,
        tries,
        patienceSeconds,
        a,
        b,
        phase,
        version,
        number,
        reason,
        linkBefore,
        false);
  }

  SlotState withTrial(int starts, long seconds, boolean link) {
    return new SlotState(
        confirmed, trying, attempt, starts, seconds, a, b, phase, release, action, reason, link,
        told);
  }

  SlotState withTold(boolean done) {
    return new SlotState(
        confirmed,
        trying,
        attempt,
        tries,
        patienceSeconds,
        a,
        b,
        phase,
        release,
        action,
        reason,
        linkBefore,
        done);
  }

  /** The file's bytes. */
  byte[] encode() {
    var text = new StringBuilder();
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("form", FORM);
    lines.put("confirmed", confirmed.word());
    lines.put("trying", trying.map(Slot::word).orElse("none"));
    lines.put("attempt", String.valueOf(attempt));
    lines.put("tries", String.valueOf(tries));
    lines.put("patience", String.valueOf(patienceSeconds));
    for (Slot slot : Slot.values()) {
      content(slot)
          .ifPresent(
              c -> {
                lines.put(slot.word() + ".version", c.version().text());
                lines.put(slot.word() + ".epoch", String.valueOf(c.epoch()));
                lines.put(slot.word() + ".id", c.id());
                lines.put(slot.word() + ".sums", c.sums());
              });
    }
    lines.put("phase", phase.word());
    lines.put("release", release);
    lines.put("action", action);
    lines.put("reason", reason);
    lines.put("link-before", String.valueOf(linkBefore));
    lines.put("told", String.valueOf(told));
    lines.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    String sum = checksum(text.toString());
    return text.append("checksum=")
        .append(sum)
        .append('\n')
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Reads the file's bytes; empty when they are not what {@link #encode} wrote. */
  static Optional<SlotState> decode(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int last = text.lastIndexOf("checksum=");
    if (bytes.length > MAX_CHARS
        || last < 0
        || !text.substring(last).equals("checksum=" + checksum(text.substring(0, last)) + "\n")) {
      return Optional.empty();
    }
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : text.substring(0, last).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        lines.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    try {
      if (!need(lines, "form").equals(FORM)) {
        return Optional.empty();
      }
      return Optional.of(
          new SlotState(
              Slot.of(need(lines, "confirmed")).orElseThrow(IllegalArgumentException::new),
              Slot.of(need(lines, "trying")),
              Long.parseLong(need(lines, "attempt")),
              Integer.parseInt(need(lines, "tries")),
              Long.parseLong(need(lines, "patience")),
              content(lines, "a"),
              content(lines, "b"),
              Phase.valueOf(need(lines, "phase").toUpperCase(java.util.Locale.ROOT)),
              need(lines, "release"),
              need(lines, "action"),
              need(lines, "reason"),
              Boolean.parseBoolean(need(lines, "link-before")),
              Boolean.parseBoolean(need(lines, "told"))));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Optional<Content> content(Map<String, String> lines, String slot) {
    if (!lines.containsKey(slot + ".id")) {
      return Optional.empty();
    }
    return Optional.of(
        new Content(
            new Version(need(lines, slot + ".version")),
            Integer.parseInt(need(lines, slot + ".epoch")),
            need(lines, slot + ".id"),
            need(lines, slot + ".sums")));
  }

  private static String need(Map<String, String> lines, String key) {
    String value = lines.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return value;
  }

  private static String checksum(String text) {
    return HexFormat.of()
        .formatHex(ReleaseFile.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String line(String text) {
    String one = text.replaceAll("[\\p{Cntrl}]+", " ").strip();
    return one.length() > MAX_REASON_CHARS ? one.substring(0, MAX_REASON_CHARS) : one;
  }
}
