package org.sekisho.gateway.health;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.ProcessOwner;
import org.sekisho.program.sandbox.Confinement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway looks at itself: address-space randomisation, rights and owners of its files, open
 * ports, clock, disk, key store. What can be repaired is repaired; what is found is told once, and
 * again when it comes back. Not thread-safe: one thread checks.
 */
public final class SelfCheck {
  /** Ports at which files are shared, and by what. */
  static final Map<Integer, String> SHARES =
      new java.util.TreeMap<>(
          Map.of(
              21, "FTP", 69, "TFTP", 137, "NetBIOS", 139, "SMB", 445, "SMB", 548, "AFP", 873,
              "rsync", 2049, "NFS", 3260, "iSCSI"));

  private static final Logger LOG = LoggerFactory.getLogger(SelfCheck.class);

  /** The clock that the kernel dates files with. */
  private static final java.time.Clock FILES = java.time.Clock.systemUTC();

  private static final int MAX_DEPTH = 8;
  private static final int MAX_FILES = 20_000;
  private static final int MAX_NAMED = 5;
  private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LATEST = Duration.ofDays(365 * 50L);
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE,
          PosixFilePermission.OTHERS_EXECUTE);
  private static final Set<PosixFilePermission> PUBLIC =
      PosixFilePermissions.fromString("rw-r--r--");

  /** What was looked at, in one word each, and how it is: {@code good} or what is wrong. */
  public record Report(Instant at, Map<String, String> states) {
    /** Whether nothing is wrong. */
    public boolean good() {
      return states.values().stream().allMatch("good"::equals);
    }
  }

  private final Path data;
  private final Path proc;
  private final HealthConfig config;
  private final Supplier<Set<Integer>> declared;
  private final Confinement confinement;
  private final EventSink events;
  private final InstantSource clock;
  private Instant quietSince;
  private final Map<String, String> told = new LinkedHashMap<>();

  /**
   * A check of this process and its data.
   *
   * @param data the program's private directory
   * @param proc {@code /proc}
   * @param declared ports that the program has opened on purpose
   * @param confinement how far the process is confined
   * @param started when this process started: files made since then, or since the check before, are
   *     put right without a word
   */
  public SelfCheck(
      Path data,
      Path proc,
      HealthConfig config,
      Supplier<Set<Integer>> declared,
      Confinement confinement,
      EventSink events,
      InstantSource clock,
      Instant started) {
    this.data = data;
    this.proc = proc;
    this.config = config;
    this.declared = declared;
    this.confinement = confinement;
    this.events = events;
    this.clock = clock;
    this.quietSince = started;
  }

  /** Checks everything once. */
  public Report check() {
    Map<String, String> states = new LinkedHashMap<>();
    states.put("address-space", addressSpace());
    Instant began = Instant.now(FILES);
    files(states);
    quietSince = began;
    states.put("ports", ports());
    states.put("file-sharing", fileSharing());
    states.put("clock", wallClock());
    states.put("disk", disk());
    states.put("key-store", keyStore());
    states.put("sandbox", sandbox());
    return new Report(clock.instant(), states);
  }

  private String sandbox() {
    return state(
        "sandbox",
        confinement.missing().isEmpty(),
        EventKind.DEFENCE_OFF,
        "the process is not confined as it should be: " + String.join("; ", confinement.missing()),
        confinement.level() + ": " + String.join("; ", confinement.missing()));
  }

  private String addressSpace() {
    Path file = proc.resolve("sys/kernel/randomize_va_space");
    String value;
    try {
      value = Files.readString(file).strip();
    } catch (IOException e) {
      return "unknown";
    }
    return state(
        "address-space",
        value.equals("2"),
        EventKind.DEFENCE_OFF,
        "the kernel does not place programs at random addresses: kernel.randomize_va_space is "
            + value
            + ", 2 is right",
        "address-space randomisation is weak");
  }

  private void files(Map<String, String> states) {
    List<Path> repaired = new ArrayList<>();
    List<Path> foreign = new ArrayList<>();
    List<Path> stuck = new ArrayList<>();
    try {
      UserPrincipal owner = ProcessOwner.of(proc);
      var visitor =
          new SimpleFileVisitor<Path>() {
            private int seen;

            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is) {
              return visitFile(folder, is);
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
              if (++seen > MAX_FILES) {
                return FileVisitResult.TERMINATE;
              }
              look(file, owner, repaired, foreign, stuck);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              // Gone meanwhile, or not ours to read: the owner check says which.
              return FileVisitResult.CONTINUE;
            }
          };
      Files.walkFileTree(data, EnumSet.noneOf(FileVisitOption.class), MAX_DEPTH, visitor);
    } catch (IOException | UnsupportedOperationException e) {
      states.put("files", "unknown");
      return;
    }
    if (!repaired.isEmpty()) {
      events.record(
          SecurityEvent.of(
                  EventKind.PERMISSIONS_REPAIRED,
                  clock.instant(),
                  Phrase.RIGHTS_REPAIRED.with(names(repaired)))
              .ruled("file-rights", "repaired"));
    }
    states.put(
        "files",
        state(
            "file-rights",
            stuck.isEmpty(),
            EventKind.FAULT,
            "others have rights on " + names(stuck) + " that cannot be taken away",
            "rights cannot be repaired"));
    states.put(
        "owners",
        state(
            "file-owner",
            foreign.isEmpty(),
            EventKind.FAULT,
            "not owned by the gateway's user, or links to elsewhere: " + names(foreign),
            "foreign files"));
  }

  private void look(
      Path file, UserPrincipal owner, List<Path> repaired, List<Path> foreign, List<Path> stuck) {
    try {
      var is = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (is.isSymbolicLink() || !is.owner().equals(owner)) {
        foreign.add(file);
        return;
      }
      Set<PosixFilePermission> excess = EnumSet.noneOf(PosixFilePermission.class);
      excess.addAll(is.permissions());
      excess.retainAll(OTHERS);
      if (isPublic(file) && is.isRegularFile()) {
        excess.removeAll(PUBLIC);
      }
      if (excess.isEmpty()) {
        return;
      }
      Set<PosixFilePermission> right = EnumSet.copyOf(is.permissions());
      right.removeAll(excess);
      try {
        Files.setPosixFilePermissions(file, right);
        // What was made since the last check has the rights of the umask: nobody's doing.
        if (is.creationTime().toInstant().isBefore(quietSince)) {
          repaired.add(file);
        }
      } catch (IOException e) {
        stuck.add(file);
      }
    } catch (IOException e) {
      LOG.debug("self-check: {}", e.toString());
    }
  }

  /** Certificates may be read by everybody; keys never. */
  private static boolean isPublic(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".pem") && !name.contains("key");
  }

  private String names(List<Path> files) {
    String first =
        String.join(
            ", ", files.stream().limit(MAX_NAMED).map(f -> data.relativize(f).toString()).toList());
    return files.size() > MAX_NAMED
        ? first + " and " + (files.size() - MAX_NAMED) + " more"
        : first;
  }

  private String ports() {
    Set<Integer> open;
    try {
      open = OpenPorts.ofThisProcess(proc);
    } catch (IOException | NumberFormatException e) {
      return "unknown";
    }
    Set<Integer> allowed = declared.get();
    List<String> wrong = new ArrayList<>();
    for (int port : open) {
      boolean fine = allowed.contains(port) || config.declaredPorts().contains(port);
      state(
          "port-" + port,
          fine,
          EventKind.UNDECLARED_PORT,
          "this process listens on TCP port " + port + ", which no setting declares",
          "");
      if (!fine) {
        wrong.add(Integer.toString(port));
      }
    }
    // A port that was closed again may be told anew.
    told.keySet().removeIf(k -> k.startsWith("port-") && !open.contains(number(k)));
    return wrong.isEmpty() ? "good" : "undeclared " + String.join(", ", wrong);
  }

  /** No share of files is part of a gateway; whatever offers one here was added by somebody. */
  private String fileSharing() {
    Set<Integer> open;
    try {
      open = OpenPorts.ofThisMachine(proc);
    } catch (IOException | NumberFormatException e) {
      return "unknown";
    }
    List<String> wrong = new ArrayList<>();
    SHARES.forEach(
        (port, name) -> {
          boolean fine = !open.contains(port) || config.declaredPorts().contains(port);
          state(
              "share-" + port,
              fine,
              EventKind.FAULT,
              "something on this machine shares files: " + name + " at port " + port,
              "");
          if (fine) {
            told.remove("share-" + port);
          } else {
            wrong.add(name + " " + port);
          }
        });
    return wrong.isEmpty() ? "good" : "open: " + String.join(", ", wrong);
  }

  private static int number(String key) {
    return Integer.parseInt(key.substring("port-".length()));
  }

  private String wallClock() {
    Instant now = clock.instant();
    return state(
        "clock",
        now.isAfter(EARLIEST) && now.isBefore(EARLIEST.plus(LATEST)),
        EventKind.FAULT,
        "the clock says " + now + ", which cannot be",
        "implausible");
  }

  private String disk() {
    long free;
    try {
      free = Files.getFileStore(data).getUsableSpace();
    } catch (IOException e) {
      return "unknown";
    }
    return state(
        "disk",
        free >= config.minDiskFree(),
        EventKind.RESOURCE_LOW,
        free + " bytes free, less than health.min-disk-free (" + config.minDiskFree() + ")",
        "low");
  }

  private String keyStore() {
    List<String> wrong = new ArrayList<>();
    for (String name : List.of("identity/identity.key", "keys")) {
      Path path = data.resolve(name);
      try {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
          wrong.add(name + " is missing");
        } else {
          Set<PosixFilePermission> rights =
              EnumSet.copyOf(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
          rights.retainAll(OTHERS);
          if (!rights.isEmpty()) {
            wrong.add(name + " can be read by others");
          }
        }
      } catch (IOException | UnsupportedOperationException e) {
        wrong.add(name + ": " + e.getClass().getSimpleName());
      }
    }
    return state(
        "key-store",
        wrong.isEmpty(),
        EventKind.FAULT,
        String.join(", ", wrong),
        "not as it must be");
  }

  /** Tells what is wrong when it was right before, and that it is over. */
  private String state(String rule, boolean good, EventKind kind, String detail, String state) {
    String before = told.get(rule);
    if (good) {
      if (before != null) {
        told.remove(rule);
        if (kind == EventKind.FAULT) {
          events.record(
              SecurityEvent.of(EventKind.FAULT_OVER, clock.instant(), Phrase.RIGHT_AGAIN.with(rule))
                  .ruled(rule, ""));
        }
      }
      return "good";
    }
    if (!detail.equals(before) && (before == null || kind != EventKind.RESOURCE_LOW)) {
      told.put(rule, detail);
      events.record(SecurityEvent.of(kind, clock.instant(), detail).ruled(rule, "none"));
    }
    return state;
  }
}
