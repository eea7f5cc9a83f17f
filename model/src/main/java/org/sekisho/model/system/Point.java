package org.sekisho.model.system;

import java.time.Duration;
import java.util.Optional;

/**
 * One quantity that a kind of device measures or lets others control.
 *
 * @param id name of the point
 * @param name name for people
 * @param type type of its values
 * @param unit SenML unit (RFC 8428 registry), empty for none
 * @param range allowed values of a number
 * @param maxChangePerSecond greatest plausible change of a number per second
 * @param interval how often a device reports it
 * @param control what commands it accepts; empty when it is only measured
 */
public record Point(
    String id,
    LocalText name,
    ValueType type,
    String unit,
    Optional<Range> range,
    Optional<Double> maxChangePerSecond,
    Optional<Duration> interval,
    Optional<Control> control) {
  /** Whether commands may set it. */
  public boolean writable() {
    return control.isPresent();
  }

  /** Type of a point's values. */
  public enum ValueType {
    /** A finite number. */
    NUMBER,
    /** True or false. */
    BOOLEAN,
    /** A text of at most 256 characters. */
    TEXT
  }

  /**
   * The envelope within which the command gate lets a command pass, whoever sent it (SYS-18).
   *
   * @param range values that may be commanded; for numbers only
   * @param maxStep greatest change by one command; for numbers only
   * @param commandsPerMinute greatest number of commands in any 60 s, 1 to 600
   * @param timeout how long the device may take to confirm
   */
  public record Control(
      Optional<Range> range, Optional<Double> maxStep, int commandsPerMinute, Duration timeout) {}
}
