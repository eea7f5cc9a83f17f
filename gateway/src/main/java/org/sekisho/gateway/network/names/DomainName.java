package org.sekisho.gateway.network.names;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Names of hosts as they are compared: small letters, without the dot of the root. */
public final class DomainName {
  /** Longest name in characters: so long that question and one address fit 512 octets. */
  public static final int MAX_LENGTH = 200;

  private static final Pattern FORM = Pattern.compile("(?:[a-z0-9_-]{1,63}\\.)*[a-z0-9_-]{1,63}");

  private DomainName() {}

  /** The name in that form; empty when it is none. */
  public static Optional<String> parse(String text) {
    if (text.length() > MAX_LENGTH + 1) {
      return Optional.empty();
    }
    String name = text.toLowerCase(Locale.ROOT);
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    return name.length() <= MAX_LENGTH && FORM.matcher(name).matches()
        ? Optional.of(name)
        : Optional.empty();
  }
}
