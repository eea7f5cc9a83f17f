package org.sekisho.program.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;

/**
 * How far this process is confined.
 *
 * @param landlock version of Landlock that holds it to its files, ports and signals; 0 when nothing
 *     does
 * @param wholeProcess whether that holds for every thread, also those of the Java machine
 * @param calls whether dangerous system calls are refused in every thread
 * @param memory whether its memory is closed to other processes of the same user, and to core dumps
 * @param reach what it still reaches
 * @param missing what is off that should be on, and why
 */
public record Confinement(
    int landlock,
    boolean wholeProcess,
    boolean calls,
    boolean memory,
    Reach reach,
    List<String> missing) {
  public Confinement {
    missing = List.copyOf(missing);
  }

  /** Not confined, for this reason. */
  public static Confinement off(String reason) {
    return new Confinement(0, false, false, false, Reach.NOTHING, List.of(reason));
  }

  /** Nobody asked for it: the service runs inside of another program. */
  public static Confinement notAsked() {
    return new Confinement(0, false, false, false, Reach.NOTHING, List.of());
  }

  /** {@code full}, {@code partial} or {@code off}. */
  public String level() {
    if (landlock == 0 && !calls) {
      return "off";
    }
    return missing.isEmpty() ? "full" : "partial";
  }

  /** Whether it is held to its TCP ports. */
  public boolean ports() {
    return landlock >= Landlock.PORTS_SINCE;
  }

  /** What only a newer kernel could do besides; empty when nothing holds at all. */
  List<String> kernelLacks() {
    List<String> lacks = new ArrayList<>();
    if (landlock > 0) {
      Landlock.LATER.forEach(
          (since, what) -> {
            if (landlock < since) {
              lacks.add(what + " (Landlock ABI " + since + ")");
            }
          });
    }
    return lacks;
  }

  /** For the status. */
  public Map<String, Object> json() {
    boolean scopes = landlock >= Landlock.SCOPES_SINCE;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("level", level());
    json.put("landlock", landlock);
    json.put("whole_process", wholeProcess);
    json.put("system_calls", calls);
    json.put("memory_closed", memory);
    json.put("signals_kept_in", scopes);
    json.put("abstract_sockets_kept_in", scopes && !reach.abstractSockets());
    json.put("tcp_ports", ports());
    if (ports()) {
      json.put("listens", reach.listens().json());
      json.put("connects", reach.connects().json());
    }
    json.put("writes", reach.changeable());
    json.put("missing", missing);
    json.put("kernel_lacks", kernelLacks());
    return json;
  }

  /** Tells it in the log: as a warning when something is off that should be on. */
  public void tell(Logger log) {
    if (missing.isEmpty()) {
      log.info("sandbox: {}", this);
    } else {
      log.warn("sandbox: {}", this);
    }
  }

  /** One line for the log. */
  @Override
  public String toString() {
    List<String> lacks = kernelLacks();
    return level()
        + (landlock > 0 ? ", Landlock ABI " + landlock : "")
        + (landlock > 0 && !wholeProcess ? " for own threads" : "")
        + (ports()
            ? ", TCP listens ["
                + reach.listens().words()
                + "] connects ["
                + reach.connects().words()
                + "]"
            : "")
        + (calls ? ", system calls filtered" : "")
        + (memory ? ", memory closed" : "")
        + (missing.isEmpty() ? "" : "; missing: " + String.join("; ", missing))
        + (lacks.isEmpty() ? "" : "; the kernel lacks: " + String.join(", ", lacks));
  }
}
