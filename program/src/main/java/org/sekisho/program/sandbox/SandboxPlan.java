package org.sekisho.program.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a program still may do once it is confined. Paths that do not exist when it starts are left
 * out. Not thread-safe.
 */
public final class SandboxPlan {
  /** What may be done with a file, or with everything below a folder. */
  enum Right {
    /** Read files, list folders. */
    READ,
    /** List folders. */
    LIST,
    /** Write into files that are there. */
    WRITE,
    /** Remove files and folders. */
    REMOVE,
    /** Make, rename and link files and folders. */
    MAKE,
    /** Device operations. */
    DEVICE,
    /** Start it as a program. */
    EXECUTE
  }

  /** Kinds of sockets. */
  public enum Sockets {
    /** On this machine only. */
    UNIX,
    /** IPv4 and IPv6. */
    INTERNET,
    /** Messages of the kernel. */
    NETLINK
  }

  private final Path temporary;
  private final Map<Path, Set<Right>> rights = new LinkedHashMap<>();
  private String off = "";

  private SandboxPlan(Path temporary) {
    this.temporary = temporary.toAbsolutePath().normalize();
  }

  /**
   * A program that may read the Java machine, its own jars, shared libraries and what the system
   * tells everybody, and change its data folder.
   *
   * @param data private directory; {@code temporary} in it takes what libraries unpack
   */
  public static SandboxPlan of(Path data) {
    return new SandboxPlan(data.resolve("temporary")).change(data);
  }

  /** A program that is not confined, and why. */
  public static SandboxPlan off(String reason) {
    var plan = new SandboxPlan(Path.of("."));
    plan.off = reason;
    return plan;
  }

  /** What the configuration says besides; off when it says so. */
  public SandboxPlan with(SandboxConfig config) {
    if (!config.enabled()) {
      off = config.reason();
    }
    config.alsoRead().forEach(this::read);
    config.alsoWrite().forEach(this::change);
    return this;
  }

  /** The file, or everything below the folder, may be read. */
  public SandboxPlan read(Path path) {
    return allow(path, EnumSet.of(Right.READ));
  }

  /** The file, or the files below the folder, may be read and written, but none made. */
  public SandboxPlan write(Path path) {
    return allow(path, EnumSet.of(Right.READ, Right.WRITE));
  }

  /** The device may be read and asked; the file may be missing. */
  public SandboxPlan device(Path path) {
    return allow(path, EnumSet.of(Right.READ, Right.DEVICE));
  }

  /** Names below the folder may be seen, changed and removed; the files are not to be read. */
  public SandboxPlan rename(Path folder) {
    return allow(folder, EnumSet.of(Right.LIST, Right.REMOVE, Right.MAKE));
  }

  /** Everything below the folder may be changed. */
  public SandboxPlan change(Path folder) {
    return allow(folder, EnumSet.of(Right.READ, Right.WRITE, Right.REMOVE, Right.MAKE));
  }

  private SandboxPlan allow(Path path, Set<Right> more) {
    rights
        .computeIfAbsent(path.toAbsolutePath().normalize(), _ -> EnumSet.noneOf(Right.class))
        .addAll(more);
    return this;
  }

  /** The program may be started once more; only by the program itself, before it is confined. */
  SandboxPlan execute(Path program) {
    return allow(program, EnumSet.of(Right.READ, Right.EXECUTE));
  }

  /** Where libraries unpack what they bring along. */
  public Path temporary() {
    return temporary;
  }

  String reasonToBeOff() {
    return off;
  }

  Map<Path, Set<Right>> rights() {
    return rights;
  }

  /** What may be changed, for people. */
  List<String> changeable() {
    List<String> paths = new ArrayList<>();
    rights.forEach(
        (path, may) -> {
          if (may.contains(Right.WRITE)) {
            paths.add(path.toString());
          }
        });
    return paths;
  }
}
