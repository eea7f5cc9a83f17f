package org.sekisho.cli.demo;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The ports of a demonstration: the usual ones, or the next free ones; remembered in a file. Each
 * is held until its program is started, so that nobody else takes it meanwhile.
 */
final class DemoPorts implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_TRIES = 200;

  private final Map<Listener, Integer> ports = new EnumMap<>(Listener.class);

  /** What listens. */
  enum Listener {
    /** Management, HTTPS. */
    MANAGEMENT("management", 7443),
    /** The head-end's API, HTTPS. */
    API("headend", 7444),
    /** The page of the home application, HTTPS. */
    PAGE("home", 7448),
    /** The head-end's WAN listener, MQTT. */
    WAN("headend", 7883),
    /** The gateway's field listener, MQTT. */
    FIELD("gateway", 8883),
    /** The gateway's maintenance. */
    GATEWAY_MAINTENANCE("gateway", 7445),
    /** The gateway's pages for users. */
    CONSOLE_USERS("gateway", 7450),
    /** The gateway's pages for maintainers. */
    CONSOLE_MAINTAINERS("gateway", 7451),
    /** The head-end's maintenance. */
    HEADEND_MAINTENANCE("headend", 7446),
    /** Management's maintenance. */
    MANAGEMENT_MAINTENANCE("management", 7447),
    /** The home application's maintenance. */
    HOME_MAINTENANCE("home", 7449);

    private final String program;
    private final int usual;

    Listener(String program, int usual) {
      this.program = program;
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

  private final Map<Listener, Closeable> held = new EnumMap<>(Listener.class);

  /** Takes ports of the loopback address. */
  @FunctionalInterface
  interface Holder {
    /** Holds the port until it is closed; null when it is busy. */
    @Nullable Closeable hold(int port);
  }

  private DemoPorts() {}

  /**
   * Chooses a free port for every listener.
   *
   * @param file where they are remembered
   * @param holder takes ports
   * @param notes takes a line for each port that is not the usual one
   */
  static DemoPorts choose(Path file, Holder holder, Consumer<String> notes) {
    JsonNode remembered = read(file);
    var chosen = new DemoPorts();
    for (Listener listener : Listener.values()) {
      int wanted = remembered.path(listener.word()).asInt(listener.usual());
      int port = wanted;
      Closeable hold = chosen.hold(holder, port);
      for (int tries = 0; hold == null; tries++) {
        if (tries == MAX_TRIES || port == 65_535) {
          throw new CommandFailure(
              "no free port for %s from %d on".formatted(listener.word(), wanted));
        }
        port++;
        hold = chosen.hold(holder, port);
      }
      chosen.held.put(listener, hold);
      if (port != wanted) {
        notes.accept("port %d is busy: %s takes %d".formatted(wanted, listener.word(), port));
      }
      chosen.ports.put(listener, port);
    }
    return chosen;
  }

  private @Nullable Closeable hold(Holder holder, int port) {
    return ports.containsValue(port) ? null : holder.hold(port);
  }

  /** Binds the port of the loopback address; null when somebody else has. */
  static @Nullable Closeable bind(int port) {
    try {
      var socket = new ServerSocket();
      try {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 1);
        return socket;
      } catch (IOException e) {
        socket.close();
        return null;
      }
    } catch (IOException e) {
      return null;
    }
  }

  /** Lets go of the ports that the program is about to bind. */
  void release(String program) {
    for (Listener listener : Listener.values()) {
      Closeable hold = listener.program.equals(program) ? held.remove(listener) : null;
      if (hold != null) {
        close(hold);
      }
    }
  }

  @Override
  public void close() {
    held.values().forEach(DemoPorts::close);
    held.clear();
  }

  private static void close(Closeable hold) {
    try {
      hold.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
