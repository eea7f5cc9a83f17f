package org.sekisho.risk.treatment;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.sekisho.risk.fact.EntityRef;

/**
 * What a test said of a control at places of the system.
 *
 * @param id id, unique among the evidence of an analysis
 * @param control id of the control
 * @param on where it was tested; the system's id is empty
 * @param result what came out
 * @param tool tool that was used
 * @param toolVersion its version
 * @param test id of the test
 * @param artefact what was tested
 * @param model SHA-256, in hexadecimal, of the model that the test was made for
 * @param made when
 * @param expires from when it says nothing more
 * @param note what else is to be known
 * @param file file that it was read from; empty when from none
 * @param line line in that file, from 1; 0 when in none
 */
public record Evidence(
    String id,
    String control,
    List<EntityRef> on,
    Result result,
    String tool,
    Optional<String> toolVersion,
    String test,
    Optional<Artefact> artefact,
    Optional<String> model,
    Instant made,
    Instant expires,
    Optional<String> note,
    String file,
    int line) {
  private static final ZoneOffset LAST_TO_END = ZoneOffset.ofHours(-12);

  /** What came out of a test. */
  public enum Result {
    /** The control works. */
    PASSED,
    /** The control does not work. */
    FAILED
  }

  /**
   * A program or an image that was tested.
   *
   * @param name name; the id of the component when it is one's program
   * @param sha256 SHA-256 in hexadecimal
   */
  public record Artefact(String name, String sha256) {}

  /** Whether it was made by the end of this day anywhere on Earth. */
  boolean madeBy(LocalDate day) {
    return made.isBefore(day.plusDays(1).atStartOfDay(LAST_TO_END).toInstant());
  }

  /** Whether it has expired on this day (UTC); on the day of its expiry it has. */
  boolean expired(LocalDate day) {
    return !expires.atZone(ZoneOffset.UTC).toLocalDate().isAfter(day);
  }
}
