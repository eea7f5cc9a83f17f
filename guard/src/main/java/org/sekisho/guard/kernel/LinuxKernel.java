package org.sekisho.guard.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import org.sekisho.guard.channel.CounterReport.Count;
import org.sekisho.guard.netlink.NetlinkException;
import org.sekisho.guard.netlink.TableCounters;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Remark;
import org.sekisho.guard.ruleset.Ruleset;
import org.sekisho.guard.ruleset.RulesetState;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** The Linux kernel of the network namespace that this process runs in. */
public final class LinuxKernel implements Kernel {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Path PROC = Path.of("/proc");
  private static final String COUNTER = "c-";

  private final Nftables nftables;
  private final TableCounters tableCounters;

  private LinuxKernel(Nftables nftables, TableCounters tableCounters) {
    this.nftables = nftables;
    this.tableCounters = tableCounters;
  }

  /** Opens the kernel; UnsupportedOperationException says why it cannot be used. */
  public static LinuxKernel open() {
    Nftables nftables = Nftables.open();
    try {
      return new LinuxKernel(nftables, TableCounters.open());
    } catch (NetlinkException e) {
      nftables.close();
      throw new UnsupportedOperationException("no way to the kernel's counters: " + e.getMessage());
    }
  }

  @Override
  public Outcome replace(RulesetState state) {
    return outcome(nftables.run(Ruleset.text(state)));
  }

  @Override
  public Outcome block(InetAddress address, int seconds) {
    return outcome(nftables.run(Ruleset.block(address, seconds)));
  }

  @Override
  public Outcome unblock(InetAddress address) {
    Nftables.Result result = nftables.run(Ruleset.unblock(address));
    // The kernel forgets a block by itself when its time is up, possibly just now.
    return result.error().contains("No such file or directory")
        ? new Outcome.Done()
        : outcome(result);
  }

  private static Outcome outcome(Nftables.Result result) {
    if (result.ok()) {
      return new Outcome.Done();
    }
    String said = result.error().lines().limit(3).collect(Collectors.joining("; "));
    return new Outcome.Failed(said.isEmpty() ? "the kernel refused without a word" : said);
  }

  @Override
  public Outcome open(String flow, InetAddress address, int seconds) {
    return outcome(nftables.run(Ruleset.open(flow, address, seconds)));
  }

  @Override
  public List<RulesetState.Blocked> blocked() {
    List<RulesetState.Blocked> blocked = new ArrayList<>();
    for (String set : List.of("blocked4", "blocked6")) {
      timed(set, (address, seconds) -> blocked.add(new RulesetState.Blocked(address, seconds)));
    }
    return blocked;
  }

  @Override
  public List<RulesetState.Opened> opened(String flow) {
    List<RulesetState.Opened> opened = new ArrayList<>();
    for (boolean v4 : new boolean[] {true, false}) {
      timed(
          Ruleset.namedSet(flow, v4),
          (address, seconds) -> opened.add(new RulesetState.Opened(flow, address, seconds)));
    }
    return opened;
  }

  private void timed(String set, ObjIntConsumer<InetAddress> found) {
    Nftables.Result result = nftables.run("list set inet " + Ruleset.TABLE + " " + set + "\n");
    List<Element> elements = result.ok() ? elements(result.output()) : List.of();
    for (Element one : elements) {
      try {
        found.accept(Prefix.numeric(one.value()), Math.max(1, one.expires()));
      } catch (IllegalArgumentException e) {
        // No address: nothing that this guard has put there.
      }
    }
  }

  private record Element(String value, int expires) {}

  /**
   * Each {@code "elem": {"val": …, "expires": …}} of the text; what cannot be read is nothing.
   * Token by token: binding to objects would be the largest library that the guard loads.
   */
  private static List<Element> elements(String json) {
    List<Element> elements = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.START_OBJECT && "elem".equals(parser.currentName())) {
          elements.add(element(parser));
        }
      }
      return elements;
    } catch (JacksonException e) {
      return List.of();
    }
  }

  private static Element element(JsonParser parser) {
    String value = "";
    int expires = 1;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("val") && token == JsonToken.VALUE_STRING) {
        value = parser.getString();
      } else if (name.equals("expires") && token == JsonToken.VALUE_NUMBER_INT) {
        expires = parser.getIntValue();
      } else {
        parser.skipChildren();
      }
    }
    return new Element(value, expires);
  }

  @Override
  public Map<String, Count> counters() {
    Map<String, Count> counters = new LinkedHashMap<>();
    for (TableCounters.Family family : TableCounters.Family.values()) {
      tableCounters
          .read(family, Ruleset.TABLE)
          .forEach(
              (name, count) -> {
                if (name.startsWith(COUNTER)) {
                  counters.put(name.substring(COUNTER.length()), count);
                }
              });
    }
    return counters;
  }

  @Override
  public Map<String, Count> ownCounters() {
    return KernelCounters.of(lines("net/snmp"), lines("net/snmp6"), lines("net/netstat"));
  }

  private static List<String> lines(String file) {
    try {
      // The thread's own: another thread may be in another network namespace.
      return Files.readAllLines(
          PROC.resolve("thread-self").resolve(file), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public List<Remark> settings(KernelSettings settings) {
    List<Remark> weaknesses = new ArrayList<>();
    settings
        .values()
        .forEach(
            (name, value) -> {
              Path file = PROC.resolve("sys/net").resolve(name);
              try {
                if (Files.readString(file).strip().equals(value)) {
                  return;
                }
                Files.writeString(file, value + "\n", StandardOpenOption.WRITE);
              } catch (NoSuchFileException e) {
                // This kernel was built without it, or the interface is not there yet.
                weaknesses.add(Remark.of(Remark.Code.SETTING_UNKNOWN, sysctl(name)));
              } catch (IOException e) {
                weaknesses.add(Remark.of(Remark.Code.SETTING_NOT_TAKEN, sysctl(name), value));
              }
            });
    return weaknesses;
  }

  private static String sysctl(String name) {
    return "net." + name.replace('/', '.');
  }

  @Override
  public void close() {
    tableCounters.close();
    nftables.close();
  }
}
