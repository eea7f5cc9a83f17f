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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Linux kernel of the network namespace that this process runs in. */
public final class LinuxKernel implements Kernel {
  private static final JsonMapper JSON = new JsonMapper();
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
    for (JsonNode item : list("list set inet " + Ruleset.TABLE + " " + set)) {
      for (JsonNode element : item.path("set").path("elem")) {
        JsonNode one = element.path("elem");
        try {
          found.accept(
              Prefix.numeric(one.path("val").asString("")),
              Math.max(1, one.path("expires").asInt(1)));
        } catch (IllegalArgumentException e) {
          // No address: nothing that this guard has put there.
        }
      }
    }
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

  private JsonNode list(String command) {
    Nftables.Result result = nftables.run(command + "\n");
    if (result.ok()) {
      try {
        return JSON.readTree(result.output()).path("nftables");
      } catch (JacksonException e) {
        // Nothing that can be read is nothing.
      }
    }
    return JSON.createArrayNode();
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
