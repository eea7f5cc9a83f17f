package org.sekisho.gateway.configuration;

import java.time.Duration;
import java.util.Locale;
import org.sekisho.model.document.Fields;

/**
 * How a new configuration proves itself, from the section {@code configuration}.
 *
 * @param confirm what a staged configuration needs in order to stay
 * @param within time after which it is taken back when it has not proved itself
 * @param steady how long the gateway must be healthy without a break
 */
public record ConfigurationTrialConfig(Confirmation confirm, Duration within, Duration steady) {
  /** A person confirms within 5 min; healthy for 3 s. */
  public static final ConfigurationTrialConfig USUAL =
      new ConfigurationTrialConfig(
          Confirmation.PERSON, Duration.ofMinutes(5), Duration.ofSeconds(3));

  /** Who says that a configuration is good. */
  public enum Confirmation {
    /** A healthy gateway is enough. */
    HEALTH,
    /** A healthy gateway and a person: one who has cut the own way off cannot confirm. */
    PERSON;

    /** The word in the configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Reads the section; every key has a default. */
  public static ConfigurationTrialConfig from(Fields section) {
    return new ConfigurationTrialConfig(
        section.choice("confirm", USUAL.confirm),
        section.duration("within", USUAL.within, Duration.ofSeconds(1), Duration.ofHours(24)),
        section.duration("steady", USUAL.steady, Duration.ZERO, Duration.ofMinutes(10)));
  }
}
