package org.sekisho.gateway.network.detection;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.guard.detect.HalfOpen;
import org.sekisho.guard.packet.IpAddress;

/**
 * What the kernel shows everybody of its network: packets by interface, half-open connections, SYN
 * cookies. A file that is missing or of another form counts as empty.
 */
final class KernelTables {
  /** The calling thread's own network. */
  static final Path OWN = Path.of("/proc/thread-self/net");

  /** Most lines of a table that are read; a flood of connections makes it long. */
  private static final int MAX_LINES = 16_384;

  private static final int MAX_INTERFACES = 64;
  private static final String SYN_RECEIVED = "03";
  private static final String COOKIES = "SyncookiesSent";

  private final Path folder;

  KernelTables(Path folder) {
    this.folder = folder;
  }

  /** Packets received by each interface since it is there. */
  Map<String, Long> received() {
    Map<String, Long> packets = new LinkedHashMap<>();
    read(
        "dev",
        line -> {
          int colon = line.indexOf(':');
          if (colon > 0 && packets.size() < MAX_INTERFACES) {
            String[] words = line.substring(colon + 1).strip().split("\\s+", -1);
            if (words.length > 1 && words[1].matches("[0-9]{1,19}")) {
              packets.put(line.substring(0, colon).strip(), Long.parseUnsignedLong(words[1]));
            }
          }
        });
    return packets;
  }

  /** Connections that are half open now. */
  HalfOpen halfOpen() {
    Map<IpAddress, Integer> bySource = new HashMap<>();
    long[] total = {0};
    for (String table : new String[] {"tcp", "tcp6"}) {
      read(
          table,
          line -> {
            String[] words = line.strip().split("\\s+", 5);
            if (words.length == 5 && words[3].equals(SYN_RECEIVED)) {
              total[0]++;
              IpAddress source = address(words[2].split(":", -1)[0], true);
              if (source != null
                  && (bySource.containsKey(source) || bySource.size() < HalfOpen.MAX_SOURCES)) {
                bySource.merge(source, 1, Integer::sum);
              }
            }
          });
    }
    return new HalfOpen(total[0], bySource, cookies());
  }

  /** Next hops of all routes. */
  Set<IpAddress> routers() {
    Set<IpAddress> routers = new HashSet<>();
    read("route", line -> router(line, 2, true, routers));
    read("ipv6_route", line -> router(line, 4, false, routers));
    return routers;
  }

  private static void router(String line, int column, boolean hostOrder, Set<IpAddress> found) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length > column && found.size() < MAX_INTERFACES) {
      IpAddress address = address(words[column].toUpperCase(Locale.ROOT), hostOrder);
      if (address != null && !address.isUnspecified()) {
        found.add(address);
      }
    }
  }

  /** The table has a line of names and below it a line of values, for each group. */
  private long cookies() {
    String[][] names = {null};
    long[] found = {-1};
    read(
        "netstat",
        line -> {
          String[] words = line.split(" ", -1);
          if (names[0] != null && names[0][0].equals(words[0])) {
            for (int i = 0; i < Math.min(words.length, names[0].length); i++) {
              if (names[0][i].equals(COOKIES) && words[i].matches("[0-9]{1,18}")) {
                found[0] = Long.parseLong(words[i]);
              }
            }
            names[0] = null;
          } else {
            names[0] = words;
          }
        });
    return found[0];
  }

  /** Hexadecimal digits; those of the host's order are words of 32 bits. */
  private static @Nullable IpAddress address(String text, boolean hostOrder) {
    if ((text.length() != 8 && text.length() != 32) || !text.matches("[0-9A-F]+")) {
      return null;
    }
    byte[] bytes = new byte[text.length() / 2];
    boolean swapped = hostOrder && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    for (int i = 0; i < bytes.length; i++) {
      int at = swapped ? (i & ~3) + 3 - (i & 3) : i;
      bytes[i] = (byte) Integer.parseInt(text.substring(2 * at, 2 * at + 2), 16);
    }
    IpAddress address = IpAddress.of(bytes).orElse(null);
    if (address == null) {
      return null;
    }
    boolean mapped = address.v6() && address.high() == 0 && address.low() >>> 32 == 0xffff;
    return mapped ? IpAddress.v4(address.low()) : address;
  }

  private interface Line {
    void take(String line);
  }

  private void read(String table, Line each) {
    Path file = folder.resolve(table);
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int lines = 0;
      for (String line = reader.readLine();
          line != null && lines < MAX_LINES;
          line = reader.readLine()) {
        each.take(line);
        lines++;
      }
    } catch (IOException e) {
      // Without the table this source of knowledge is missing; the others stay.
    }
  }
}
