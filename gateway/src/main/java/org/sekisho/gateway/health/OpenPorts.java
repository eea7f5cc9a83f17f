package org.sekisho.gateway.health;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * On which TCP ports this process listens, as the kernel says it: {@code /proc/self/fd} and {@code
 * /proc/net/tcp}, {@code tcp6}.
 */
final class OpenPorts {
  private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)\\]");
  private static final String LISTENING = "0A";
  private static final String UNCONNECTED = "07";
  private static final int MAX_PORTS = 1_000;

  private OpenPorts() {}

  /**
   * TCP and UDP ports on which anything of this machine, in its network namespace, takes requests;
   * empty where there is no such file system.
   */
  static Set<Integer> ofThisMachine(Path proc) throws IOException {
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
      Path file = proc.resolve("self/net").resolve(table);
      if (!Files.isReadable(file)) {
        continue;
      }
      String waiting = table.startsWith("tcp") ? LISTENING : UNCONNECTED;
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[3].equals(waiting) && ports.size() < MAX_PORTS) {
          ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  /** The ports; empty where there is no such file system. */
  static Set<Integer> ofThisProcess(Path proc) throws IOException {
    Set<String> own = sockets(proc.resolve("self/fd"));
    Set<Integer> ports = new TreeSet<>();
    for (String table : List.of("self/net/tcp", "self/net/tcp6")) {
      Path file = proc.resolve(table);
      if (!Files.isReadable(file)) {
        continue;
      }
      for (String line : Files.readAllLines(file)) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9
            && columns[3].equals(LISTENING)
            && own.contains(columns[9])
            && ports.size() < MAX_PORTS) {
          ports.add(Integer.parseInt(columns[1].substring(columns[1].indexOf(':') + 1), 16));
        }
      }
    }
    return ports;
  }

  private static Set<String> sockets(Path folder) throws IOException {
    Set<String> found = new HashSet<>();
    if (!Files.isDirectory(folder)) {
      return found;
    }
    try (DirectoryStream<Path> handles = Files.newDirectoryStream(folder)) {
      for (Path handle : handles) {
        try {
          Matcher socket = SOCKET.matcher(Files.readSymbolicLink(handle).toString());
          if (socket.matches()) {
            found.add(socket.group(1));
          }
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    }
    return found;
  }
}
