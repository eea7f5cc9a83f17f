package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds out what a folder is recorded on, from {@code /proc/self/mountinfo} and {@code /sys}. What
 * cannot be read makes the medium unknown, never an error: the method for an unknown one promises
 * least.
 */
public final class MediumFinder {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");
  private static final Set<String> COPYING = Set.of("btrfs", "zfs", "bcachefs", "nilfs2");
  private static final Set<String> RAW_FLASH = Set.of("ubifs", "jffs2", "yaffs2", "f2fs");
  private static final Set<String> NETWORK =
      Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "virtiofs");
  private static final int MAX_BELOW = 8;

  private final Path mountInfo;
  private final Path sys;

  private record Mount(String device, String point, String fileSystem, String options) {}

  /** Looks at this machine. */
  public static MediumFinder ofThisMachine() {
    return new MediumFinder(Path.of("/proc/self/mountinfo"), Path.of("/sys"));
  }

  /**
   * Looks at these files.
   *
   * @param mountInfo in the form of proc_pid_mountinfo(5)
   * @param sys root of a sysfs
   */
  MediumFinder(Path mountInfo, Path sys) {
    this.mountInfo = mountInfo;
    this.sys = sys;
  }

  /** What the folder is recorded on. */
  public Medium of(Path folder) {
    try {
      return found(folder);
    } catch (RuntimeException e) {
      // Names that are no paths, numbers that are none: such a machine is not known.
      return new Medium("", "", "", Medium.Kind.UNKNOWN, false, false);
    }
  }

  private Medium found(Path folder) {
    Path real;
    List<String> lines;
    try {
      real = folder.toRealPath();
      lines = Files.readAllLines(mountInfo, StandardCharsets.UTF_8);
    } catch (IOException | RuntimeException e) {
      return new Medium("", "", "", Medium.Kind.UNKNOWN, false, false);
    }
    Mount mount = null;
    for (String line : lines) {
      Mount one = mount(line);
      // A later line lies over an earlier one at the same point.
      if (one != null
          && real.startsWith(one.point())
          && (mount == null || one.point().length() >= mount.point().length())) {
        mount = one;
      }
    }
    return mount == null
        ? new Medium("", "", "", Medium.Kind.UNKNOWN, false, false)
        : overlaid(mount, lines);
  }

  /** What is written on an overlay goes into its upper folder. */
  private Medium overlaid(Mount mount, List<String> lines) {
    if (!mount.fileSystem().equals("overlay")) {
      return medium(mount);
    }
    for (String option : mount.options().split(",", -1)) {
      if (option.startsWith("upperdir=")) {
        Mount below = null;
        Path upper = Path.of(option.substring("upperdir=".length()));
        for (String line : lines) {
          Mount one = mount(line);
          if (one != null
              && !one.fileSystem().equals("overlay")
              && upper.startsWith(one.point())
              && (below == null || one.point().length() >= below.point().length())) {
            below = one;
          }
        }
        if (below != null) {
          Medium found = medium(below);
          return new Medium(
              mount.point(),
              "overlay on " + found.fileSystem(),
              found.device(),
              found.kind(),
              found.discards(),
              found.discardsAtOnce());
        }
      }
    }
    return new Medium(mount.point(), "overlay", "", Medium.Kind.UNKNOWN, false, false);
  }

  private Medium medium(Mount mount) {
    String fs = mount.fileSystem();
    if (IN_MEMORY.contains(fs)) {
      return new Medium(mount.point(), fs, "", Medium.Kind.MEMORY, false, false);
    }
    if (NETWORK.contains(fs)) {
      return new Medium(mount.point(), fs, "", Medium.Kind.NETWORK, false, false);
    }
    Path device = disk(sys.resolve("dev/block").resolve(mount.device()), 0);
    String name = String.valueOf(device.getFileName());
    boolean discards = number(device.resolve("queue/discard_max_bytes")) > 0;
    Medium.Kind kind;
    if (RAW_FLASH.contains(fs)) {
      kind = Medium.Kind.FLASH;
    } else if (COPYING.contains(fs)) {
      kind = Medium.Kind.COPYING;
    } else {
      kind = kind(device, name);
    }
    return new Medium(
        mount.point(),
        fs,
        Files.isDirectory(device) ? name : "",
        kind,
        discards,
        discards && List.of(mount.options().split(",", -1)).contains("discard"));
  }

  private Medium.Kind kind(Path device, String name) {
    if (!Files.isDirectory(device.resolve("queue"))) {
      return Medium.Kind.UNKNOWN;
    }
    if (name.startsWith("mmcblk") || name.startsWith("nvme") || name.startsWith("mtdblock")) {
      return Medium.Kind.FLASH;
    }
    if (name.startsWith("vd")
        || name.startsWith("xvd")
        || name.startsWith("nbd")
        || name.startsWith("rbd")) {
      return Medium.Kind.VIRTUAL;
    }
    if (name.startsWith("ram") || name.startsWith("zram")) {
      return Medium.Kind.MEMORY;
    }
    return switch ((int) number(device.resolve("queue/rotational"))) {
      case 0 -> Medium.Kind.FLASH;
      case 1 -> Medium.Kind.MAGNETIC;
      default -> Medium.Kind.UNKNOWN;
    };
  }

  /** The whole disk of a partition, and of a mapped device the disk below it. */
  private static Path disk(Path device, int below) {
    Path real;
    try {
      real = device.toRealPath();
    } catch (IOException e) {
      return device;
    }
    Path parent = real.getParent();
    if (Files.exists(real.resolve("partition")) && parent != null) {
      real = parent;
    }
    if (below < MAX_BELOW && Files.isDirectory(real.resolve("slaves"))) {
      try (Stream<Path> slaves = Files.list(real.resolve("slaves"))) {
        List<Path> found = slaves.sorted().toList();
        if (!found.isEmpty()) {
          // Of several disks the first speaks for all: arrays are built of like ones.
          return disk(found.getFirst(), below + 1);
        }
      } catch (IOException e) {
        return real;
      }
    }
    return real;
  }

  private static long number(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return -1;
    }
  }

  private static @org.jspecify.annotations.Nullable Mount mount(String line) {
    String[] halves = line.split(" - ", 2);
    if (halves.length != 2) {
      return null;
    }
    String[] before = halves[0].split(" ", -1);
    String[] after = halves[1].split(" ", -1);
    if (before.length < 6 || after.length < 3) {
      return null;
    }
    return new Mount(before[2], unescaped(before[4]), after[0], after[2]);
  }

  /** Spaces and the like stand as octal numbers. */
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
