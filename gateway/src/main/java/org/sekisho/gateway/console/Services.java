package org.sekisho.gateway.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.PrivateFiles;

/**
 * Every service of the gateway that listens, each with its owner, its reason and, where there is
 * one, its switch. What is switched off stays off over a restart. Thread-safe.
 */
public final class Services {
  /** Starts and stops a service. */
  public interface Switch {
    /** Starts it; a {@link org.sekisho.program.StartException} says what is in the way. */
    void start();

    /** Stops it; nothing listens afterwards. */
    void stop();
  }

  /**
   * A service.
   *
   * @param id a word
   * @param name as people read it
   * @param owner who answers for it
   * @param reason what it is there for
   * @param protocol such as MQTT over TLS
   * @param host address that it listens on
   * @param port that it listens on; 0 while it is off
   * @param onOff its switch; empty when only the configuration can switch it off
   */
  public record Service(
      String id,
      LocalText name,
      LocalText owner,
      LocalText reason,
      String protocol,
      String host,
      IntSupplier port,
      Optional<Switch> onOff) {
    /** Whether it listens. */
    public boolean on() {
      return port.getAsInt() != 0;
    }
  }

  private final Path file;
  private final List<Service> services = new CopyOnWriteArrayList<>();
  private final TreeSet<String> off = new TreeSet<>();

  /**
   * A list whose switches are kept in the file.
   *
   * @param file one id of a service that is off on each line; need not exist
   */
  public Services(Path file) {
    this.file = file;
    try {
      if (Files.exists(file)) {
        Files.readString(file, StandardCharsets.US_ASCII)
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(off::add);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a service. */
  public void add(Service service) {
    services.add(service);
  }

  /** All of them. */
  public List<Service> all() {
    return List.copyOf(services);
  }

  /** Whether it was switched off and must not be started. */
  public synchronized boolean isOff(String id) {
    return off.contains(id);
  }

  /** Switches a service; answers whether there is one with a switch. */
  synchronized boolean set(String id, boolean on) {
    Optional<Service> found =
        services.stream().filter(s -> s.id().equals(id) && s.onOff().isPresent()).findFirst();
    if (found.isEmpty()) {
      return false;
    }
    Switch its = found.get().onOff().orElseThrow();
    if (on && !found.get().on()) {
      its.start();
    } else if (!on) {
      its.stop();
    }
    if (on) {
      off.remove(id);
    } else {
      off.add(id);
    }
    List<String> lines = new ArrayList<>(off);
    PrivateFiles.replace(
        file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
    return true;
  }
}
