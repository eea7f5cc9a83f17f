package org.sekisho.program.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far this process is confined.
 *
 * @param files version of Landlock that holds it to its files; 0 when nothing does
 * @param wholeProcess whether that holds for every thread, also those of the Java machine
 * @param calls whether dangerous system calls are refused in every thread
 * @param memory whether its memory is closed to other processes of the same user, and to core dumps
 * @param changeable what it may write, for people
 * @param missing what is off that should be on, and why
 */
public record Confinement(
    int files,
    boolean wholeProcess,
    boolean calls,
    boolean memory,
    List<String> changeable,
    List<String> missing) {
  public Confinement {
    changeable = List.copyOf(changeable);
    missing = List.copyOf(missing);
  }

  /** Not confined, for this reason. */
  public static Confinement off(String reason) {
    return new Confinement(0, false, false, false, List.of(), List.of(reason));
  }

  /** Nobody asked for it: the service runs inside of another program. */
  public static Confinement notAsked() {
    return new Confinement(0, false, false, false, List.of(), List.of());
  }

  /** {@code full}, {@code partial} or {@code off}. */
  public String level() {
    if (files == 0 && !calls) {
      return "off";
    }
    return missing.isEmpty() ? "full" : "partial";
  }

  /** For the status. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("level", level());
    json.put("landlock", files);
    json.put("whole_process", wholeProcess);
    json.put("system_calls", calls);
    json.put("memory_closed", memory);
    json.put("writes", changeable);
    json.put("missing", missing);
    return json;
  }

  /** One line for the log. */
  @Override
  public String toString() {
    return level()
        + (files > 0 ? ", Landlock ABI " + files : "")
        + (files > 0 && !wholeProcess ? " for own threads" : "")
        + (calls ? ", system calls filtered" : "")
        + (memory ? ", memory closed" : "")
        + (missing.isEmpty() ? "" : "; missing: " + String.join("; ", missing));
  }
}
