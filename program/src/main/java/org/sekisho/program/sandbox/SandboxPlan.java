package org.sekisho.program.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.program.Address;
import org.sekisho.program.enrolment.EnrolmentConfig;

/**
 * What a program still may do once it is confined: paths with rights, and TCP ports. Paths that do
 * not exist when it starts are left out. Not thread-safe.
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

  /** Names are asked for by UDP; an answer that is too long for it comes by TCP. */
  private static final int NAMES = 53;

  private static final int HTTPS = 443;
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F.:]*:[^]]*]?");

  private final Path temporary;
  private final Map<Path, Set<Right>> rights = new LinkedHashMap<>();
  private Ports listens = Ports.NONE;
  private Ports connects = Ports.NONE;
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
    return withReachOf(config);
  }

  /** The same without a word about whether the program is confined at all. */
  public SandboxPlan withReachOf(SandboxConfig config) {
    config.alsoRead().forEach(this::read);
    config.alsoWrite().forEach(this::change);
    config.alsoConnect().forEach(port -> connects = connects.with(port));
    return this;
  }

  /** What a program needs in order to get its certificate and to keep it. */
  public SandboxPlan with(EnrolmentConfig enrolment) {
    Path codes = enrolment.codeFile().toAbsolutePath().getParent();
    if (codes != null) {
      // The code may come later, and is deleted once it has worked.
      allow(codes, EnumSet.of(Right.READ, Right.REMOVE));
    }
    return read(enrolment.trust()).connect(enrolment.management());
  }

  /** The program may listen on this TCP port; 0 is a free one that the system chooses. */
  public SandboxPlan listen(Address address) {
    listens = listens.with(address.port());
    return this;
  }

  /** The program may connect to this TCP port, and ask for the name of its host. */
  public SandboxPlan connect(String host, int port) {
    connects = connects.with(port);
    if (!NUMERIC.matcher(host).matches()) {
      connects = connects.with(NAMES);
    }
    return this;
  }

  /** The program may connect to the server of this https address. */
  public SandboxPlan connect(URI https) {
    return connect(String.valueOf(https.getHost()), https.getPort() < 0 ? HTTPS : https.getPort());
  }

  /** The program may connect to every TCP port: nobody knows which one it will be. */
  public SandboxPlan connectAnywhere() {
    connects = Ports.ANY;
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

  /** TCP ports that the program may listen on. */
  public Ports listens() {
    return listens;
  }

  /** TCP ports that the program may connect to. */
  public Ports connects() {
    return connects;
  }

  /** What may be changed, for people. */
  public List<String> changeable() {
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
