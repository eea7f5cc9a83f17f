package org.sekisho.gateway.network.names;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/**
 * The section {@code network: names}: the relay through which the field, and the LAN when it says
 * so, resolve names.
 *
 * @param listen numeric addresses of the gateway on those sides, all with the same UDP port; at
 *     most 8
 * @param upstream the name servers that are asked, the first that answers; 1 to 4
 * @param deny what nobody may resolve, with everything below it; at most 100,000
 * @param denyFile the file that a part of these names comes from
 * @param lan whether computers of the LAN may ask for everything that is not denied
 * @param queriesPerSecond queries of one address, twice as many at once, 1 to 1,000
 * @param upstreamPerSecond queries that go upstream in all, 1 to 1,000
 * @param shortest a shorter life of an answer is made this long
 * @param longest a longer life of an answer is cut to this
 * @param remembered answers that are remembered, 16 to 65,536
 * @param patience how long each name server is waited for
 */
public record NamesConfig(
    List<Address> listen,
    List<Address> upstream,
    DomainSuffixes deny,
    Optional<Path> denyFile,
    boolean lan,
    int queriesPerSecond,
    int upstreamPerSecond,
    Duration shortest,
    Duration longest,
    int remembered,
    Duration patience) {
  private static final int MOST_DENIED = 100_000;
  private static final int MOST_PER_SECOND = 1_000;
  private static final int NAMES = 53;

  public NamesConfig {
    listen = List.copyOf(listen);
    upstream = List.copyOf(upstream);
  }

  /** Reads the section; without it there is no relay. */
  public static Optional<NamesConfig> from(Fields network) {
    if (!network.has("names")) {
      return Optional.empty();
    }
    Fields names = network.section("names");
    List<Address> listen = addresses(names, "listen", 8);
    if (listen.stream().map(Address::port).distinct().count() > 1) {
      names.problem("listen", "all must have the same port");
    }
    Duration shortest =
        names.duration(
            "shortest", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1));
    return Optional.of(
        new NamesConfig(
            listen,
            addresses(names, "upstream", 4),
            denied(names),
            names.optionalPath("deny-file"),
            names.flag("lan", false),
            names.integer("queries-per-second", 20, 1, MOST_PER_SECOND),
            names.integer("upstream-per-second", 50, 1, MOST_PER_SECOND),
            shortest,
            names.duration("longest", Duration.ofHours(1), shortest, Duration.ofHours(23)),
            names.integer("remembered", 1024, 16, 65_536),
            names.duration(
                "patience",
                Duration.ofSeconds(2),
                Duration.ofMillis(100),
                Duration.ofSeconds(10))));
  }

  /** The port on which the relay listens. */
  public int port() {
    return listen.isEmpty() ? NAMES : listen.getFirst().port();
  }

  private static List<Address> addresses(Fields names, String key, int most) {
    List<Address> found = new ArrayList<>();
    for (String text : names.texts(key)) {
      try {
        Address address = Address.parse(text);
        Prefix.numeric(address.host());
        if (address.port() == 0) {
          throw new IllegalArgumentException(text);
        }
        found.add(address);
      } catch (IllegalArgumentException e) {
        names.problem(key, "'" + text + "' is not a numeric address with a port");
      }
    }
    if (found.isEmpty() || found.size() > most) {
      names.problem("'%s' must name 1 to %d addresses with their ports".formatted(key, most));
    }
    return found;
  }

  private static DomainSuffixes denied(Fields names) {
    List<String> all = new ArrayList<>(suffixes(names, "deny"));
    names
        .optionalPath("deny-file")
        .ifPresent(
            file -> {
              try {
                all.addAll(lines(file));
              } catch (IOException | java.io.UncheckedIOException e) {
                names.problem("deny-file", file + " cannot be read: " + e.getMessage());
              } catch (IllegalArgumentException e) {
                names.problem("deny-file", file + ": " + e.getMessage());
              }
            });
    if (all.size() > MOST_DENIED) {
      names.problem("deny", "more than " + MOST_DENIED + " names");
      return new DomainSuffixes(List.of());
    }
    return new DomainSuffixes(all);
  }

  /** A name in each line; empty lines and what stands behind {@code #} are left out. */
  private static List<String> lines(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .limit(2L * MOST_DENIED)
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(
              line ->
                  DomainName.parse(line)
                      .orElseThrow(() -> new IllegalArgumentException("'" + line + "' is no name")))
          .toList();
    }
  }

  /** Reads a list of names, each of which stands for itself and for everything below it. */
  public static List<String> suffixes(Fields fields, String key) {
    List<String> found = new ArrayList<>();
    for (String text : fields.texts(key)) {
      DomainName.parse(text)
          .ifPresentOrElse(
              found::add,
              () -> fields.problem(key, "'" + text + "' is no name such as example.com"));
    }
    return found;
  }
}
