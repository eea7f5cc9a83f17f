package org.sekisho.gateway.console;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;
import org.sekisho.program.access.Sessions;

/**
 * The gateway's own pages, from the section {@code console}; without it there are none.
 *
 * @param users where the users' screen listens
 * @param maintainers where the maintainers' screen listens
 * @param maintainersOnWan whether the maintainers' screen may listen on the side of the WAN
 * @param idle a session ends after this without a request of the person
 * @param life a session ends after this
 * @param proof how long password and second factor count as just given
 * @param forbiddenWords serial number and names that no password may contain
 */
public record ConsoleConfig(
    Address users,
    Address maintainers,
    boolean maintainersOnWan,
    Duration idle,
    Duration life,
    Duration proof,
    List<String> forbiddenWords) {
  private static final Address USERS = new Address("127.0.0.1", 7450);
  private static final Address MAINTAINERS = new Address("127.0.0.1", 7451);
  private static final int MAX_WORDS = 100;

  /** Whether the maintainers' screen may be reached from the WAN. */
  private enum OnWan {
    REFUSED,
    ACCEPTED
  }

  /** Reads the section; empty when the file has none. */
  public static Optional<ConsoleConfig> read(Fields root) {
    if (!root.has("console")) {
      return Optional.empty();
    }
    Fields console = root.section("console");
    Fields maintainers = console.section("maintainers");
    Address listen = Address.of(maintainers, "listen", MAINTAINERS);
    boolean onWan = maintainers.choice("on-wan", OnWan.REFUSED) == OnWan.ACCEPTED;
    if (!onWan && (listen.host().equals("0.0.0.0") || listen.host().equals("::"))) {
      maintainers.problem(
          "listen", "must name one address: all addresses would be the WAN's, too (or on-wan)");
    }
    List<String> words =
        console.has("forbidden-words") ? console.texts("forbidden-words") : List.of();
    if (words.size() > MAX_WORDS) {
      console.problem("forbidden-words", "at most " + MAX_WORDS);
    }
    return Optional.of(
        new ConsoleConfig(
            Address.of(console.section("users"), "listen", USERS),
            listen,
            onWan,
            console.duration(
                "idle", Sessions.Limits.USUAL.idle(), Duration.ofMinutes(1), Duration.ofHours(2)),
            console.duration(
                "life", Sessions.Limits.USUAL.life(), Duration.ofMinutes(5), Duration.ofDays(1)),
            console.duration(
                "proof", Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofMinutes(15)),
            words));
  }

  Address listen(Screen screen) {
    return screen == Screen.USERS ? users : maintainers;
  }
}
