package org.sekisho.cli.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.sekisho.cli.CommandFailure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ports of a demonstration: the usual ones, or the next free ones; remembered in a file. */
final class DemoPorts {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_TRIES = 200;

  private final Map<Listener, Integer> ports = new EnumMap<>(Listener.class);

  /** What listens. */
  enum Listener {
    /** Management, HTTPS. */
    MANAGEMENT(7443),
    /** The head-end's API, HTTPS. */
    API(7444),
    /** The page of the home application, HTTPS. */
    PAGE(7448),
    /** The head-end's WAN listener, MQTT. */
    WAN(7883),
    /** The gateway's field listener, MQTT. */
    FIELD(8883),
    /** The gateway's maintenance. */
    GATEWAY_MAINTENANCE(7445),
    /** The head-end's maintenance. */
    HEADEND_MAINTENANCE(7446),
    /** Management's maintenance. */
    MANAGEMENT_MAINTENANCE(7447),
    /** The home application's maintenance. */
    HOME_MAINTENANCE(7449);

    private final int usual;

    Listener(int usual) {
      this.usual = usual;
    }

    int usual() {
      return usual;
    }

    /** The key in the file. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private DemoPorts() {}

  /**
   * Chooses a free port for every listener.
   *
   * @param file where they are remembered
   * @param isFree whether a port can be bound on loopback
   * @param notes takes a line for each port that is not the usual one
   */
  static DemoPorts choose(Path file, IntPredicate isFree, Consumer<String> notes) {
    JsonNode remembered = read(file);
    var chosen = new DemoPorts();
    for (Listener listener : Listener.values()) {
      int wanted = remembered.path(listener.word()).asInt(listener.usual());
      int port = wanted;
      for (int tries = 0; chosen.ports.containsValue(port) || !isFree.test(port); tries++) {
        if (tries == MAX_TRIES || port == 65_535) {
          throw new CommandFailure(
              "no free port for %s from %d on".formatted(listener.word(), wanted));
        }
        port++;
      }
      if (port != wanted) {
        notes.accept("port %d is busy: %s takes %d".formatted(wanted, listener.word(), port));
      }
      chosen.ports.put(listener, port);
    }
    return chosen;
  }

  /** Whether nobody listens on the port of the loopback address. */
  static boolean isFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  int of(Listener listener) {
    Integer port = ports.get(listener);
    if (port == null) {
      throw new IllegalStateException("every listener has a port");
    }
    return port;
  }

  /** The text of the file. */
  String json() {
    Map<String, Integer> words = new TreeMap<>();
    ports.forEach((listener, port) -> words.put(listener.word(), port));
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(words) + "\n";
  }

  private static JsonNode read(Path file) {
    try {
      return Files.exists(file) ? JSON.readTree(Files.readString(file)) : JSON.createObjectNode();
    } catch (IOException | JacksonException e) {
      throw new CommandFailure(file + " is damaged: start with --reset", e);
    }
  }
}
