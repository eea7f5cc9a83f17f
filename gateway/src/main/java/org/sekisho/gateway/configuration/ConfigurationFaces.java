package org.sekisho.gateway.configuration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sekisho.gateway.configuration.Face.Origin;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.Phrase;
import org.sekisho.gateway.event.Said;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.PrivateFiles;

/**
 * The two faces of the configuration on disk, {@code
 * <data>/configuration/{face-a,face-b,standing}}. The confirmed face is never written while the
 * other one is: a power cut at any point leaves one that is whole. Thread-safe.
 */
public final class ConfigurationFaces {
  /** Starts of a face on trial before it is taken back. */
  public static final int MAX_STARTS = 2;

  private final Path folder;
  private final FaceKey key;
  private final InstantSource clock;
  private final Consumer<String> steps;
  private final List<SecurityEvent> findings = new ArrayList<>();

  /**
   * What the program runs with.
   *
   * @param version of the face; 0 when the file is used as it is
   * @param sha256 of the text
   * @param onTrial whether it must still prove itself
   */
  public record Chosen(String text, long version, String sha256, boolean onTrial) {}

  /** How staging ended; unless it is ready, what runs and what was staged stay as they are. */
  public sealed interface Staged {
    /** It lies in the free face. */
    record Ready(long version, String sha256) implements Staged {}

    /** It cannot be used: its problems, one on each line. */
    record Refused(String problems) implements Staged {}

    /** It is larger than this. */
    record TooLarge(int bytes) implements Staged {}

    /** This version is on trial: its end must be awaited. */
    record OnTrial(long version) implements Staged {}

    /** Somebody else staged this version since the writer looked. */
    record Overtaken(long version) implements Staged {}
  }

  private ConfigurationFaces(
      Path folder, FaceKey key, InstantSource clock, Consumer<String> steps) {
    this.folder = folder;
    this.key = key;
    this.clock = clock;
    this.steps = steps;
  }

  /** The faces below the data directory; makes folder and key at the first start. */
  public static ConfigurationFaces open(Path data, InstantSource clock) {
    return open(data, clock, _ -> {});
  }

  /**
   * Like {@link #open(Path, InstantSource)}.
   *
   * @param steps hears the name of every file once it is written
   */
  public static ConfigurationFaces open(Path data, InstantSource clock, Consumer<String> steps) {
    Path folder = PrivateFiles.folder(data.resolve("configuration"));
    return new ConfigurationFaces(folder, FaceKey.loadOrMake(folder.resolve("key")), clock, steps);
  }

  /** Whether the data directory holds a face that can be used without the configuration file. */
  public static boolean present(Path data) {
    return Files.exists(data.resolve("configuration").resolve("standing"));
  }

  /**
   * The texts that the program may come to run with: of the face in use first, then of the other
   * one; a damaged face is left out. Changes nothing, and needs no lock on the data directory.
   */
  public static List<String> texts(Path data) {
    Path folder = data.resolve("configuration");
    Optional<FaceKey> key = FaceKey.load(folder.resolve("key"));
    if (key.isEmpty()) {
      return List.of();
    }
    Optional<Standing> standing = Optional.empty();
    try {
      standing = Standing.decode(Files.readAllBytes(folder.resolve("standing")));
    } catch (IOException e) {
      // As good as damaged.
    }
    String used = standing.map(s -> s.onTrial() ? s.trying() : s.confirmed()).orElse("a");
    return Stream.of(used, used.equals("a") ? "b" : "a")
        .map(name -> face(folder, name, key.get()))
        .flatMap(Optional::stream)
        .map(Face::text)
        .toList();
  }

  /**
   * Whether both faces hold this very text, so that nobody needs to read them; quicker than {@link
   * #texts}, which looks at signatures.
   */
  public static boolean hold(Path data, String text) {
    byte[] end = ("\n\n" + text).getBytes(StandardCharsets.UTF_8);
    return Stream.of("a", "b")
        .map(name -> data.resolve("configuration").resolve("face-" + name))
        .allMatch(file -> endsWith(file, end));
  }

  private static boolean endsWith(Path file, byte[] end) {
    try {
      byte[] all = Files.readAllBytes(file);
      int from = all.length - end.length;
      return from >= 0 && Arrays.equals(all, from, all.length, end, 0, end.length);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Chooses what the program starts with, and counts the start of a face on trial. A configuration
   * file that was edited becomes a new version on trial; one that cannot be used is reported, and
   * the confirmed face runs.
   *
   * @param file text of the configuration file; empty when it cannot be read
   * @param problem what is wrong with a text; empty when it can be used
   * @return empty when there is nothing sound: then the file's own problems are the answer
   */
  public synchronized Optional<Chosen> choose(
      Optional<String> file, Function<String, Optional<String>> problem) {
    // A power cut within the very first start leaves version 1 without a standing.
    boolean first = Files.notExists(folder.resolve("standing")) && highest() <= 1;
    if (first) {
      return file.filter(text -> problem.apply(text).isEmpty()).map(this::begin);
    }
    Standing standing = standing();
    standing = heal(standing, file, problem);
    if (face(standing.confirmed()).isEmpty()) {
      return Optional.empty();
    }
    standing = consider(standing, file, problem);
    if (standing.onTrial()) {
      Optional<Face> tried = face(standing.trying());
      Return why =
          tried.isEmpty()
              ? new Return(Return.Cause.DAMAGED, "")
              : standing.starts() >= MAX_STARTS
                  ? new Return(Return.Cause.TOO_MANY_STARTS, Integer.toString(MAX_STARTS))
                  : problem
                      .apply(tried.get().text())
                      .map(wrong -> new Return(Return.Cause.NOT_USABLE, wrong))
                      .orElse(Return.NONE);
      if (why.cause() == Return.Cause.NONE && tried.isPresent()) {
        write(with(standing, standing.trying(), standing.starts() + 1));
        return Optional.of(chosen(tried.get(), true));
      }
      standing = takeBack(standing, why);
    }
    return face(standing.confirmed()).map(face -> chosen(face, false));
  }

  /** What {@link #choose} found that somebody must know; told once. */
  public synchronized List<SecurityEvent> findings() {
    List<SecurityEvent> told = List.copyOf(findings);
    findings.clear();
    return told;
  }

  /** Writes a new version into the free face; it runs only after {@link #startTrial}. */
  public synchronized Staged stage(String text, Function<String, Optional<String>> problem) {
    return stage(text, OptionalLong.empty(), problem);
  }

  /**
   * Like {@link #stage(String, Function)}.
   *
   * @param newest what the writer took for the newest version; another one was staged by somebody
   *     else meanwhile, and stays
   */
  public synchronized Staged stage(
      String text, OptionalLong newest, Function<String, Optional<String>> problem) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > Face.MAX_BYTES) {
      return new Staged.TooLarge(Face.MAX_BYTES);
    }
    Standing standing = standing();
    if (standing.onTrial()) {
      return new Staged.OnTrial(version(standing.trying()));
    }
    if (newest.isPresent() && newest.getAsLong() != newest(standing)) {
      return new Staged.Overtaken(newest(standing));
    }
    Optional<String> wrong = problem.apply(text);
    if (wrong.isPresent()) {
      return new Staged.Refused(wrong.get());
    }
    Face face = write(standing.free(), next(standing), Origin.STAGED, text);
    return new Staged.Ready(face.version(), face.sha256());
  }

  /**
   * The next start is that of the free face.
   *
   * @return false when nothing newer than the confirmed face lies there
   */
  public synchronized boolean startTrial(boolean needsPerson, boolean linkBefore) {
    return startTrial(version(standing().free()), needsPerson, linkBefore);
  }

  /**
   * Like {@link #startTrial(boolean, boolean)}.
   *
   * @param version which must be the one that lies there
   */
  public synchronized boolean startTrial(long version, boolean needsPerson, boolean linkBefore) {
    Standing s = standing();
    if (s.onTrial()
        || version(s.free()) != version
        || version(s.free()) <= version(s.confirmed())) {
      return false;
    }
    write(new Standing(s.confirmed(), s.free(), 0, s.seen(), needsPerson, linkBefore, s.reason()));
    return true;
  }

  /** The face on trial stays; false when none is on trial. */
  public synchronized boolean confirm() {
    Standing s = standing();
    if (!s.onTrial()) {
      return false;
    }
    write(new Standing(s.trying(), "", 0, s.seen(), false, false, Return.NONE));
    return true;
  }

  /** The face on trial is taken back: the next start is that of the confirmed one. */
  public synchronized boolean revert(Return reason) {
    Standing s = standing();
    if (!s.onTrial()) {
      return false;
    }
    takeBack(s, reason);
    return true;
  }

  /** Whether a face is on trial. */
  public synchronized boolean onTrial() {
    return standing().onTrial();
  }

  /** Whether what is on trial came from the configuration file: a start is its proof. */
  public synchronized boolean mayStayAtOnce() {
    Standing s = standing();
    return s.onTrial() && face(s.trying()).filter(f -> f.origin() == Origin.FILE).isPresent();
  }

  /** Whether a person must confirm what is on trial. */
  public synchronized boolean needsPerson() {
    return standing().needsPerson();
  }

  /** Whether the head-end was connected before the trial. */
  public synchronized boolean linkBefore() {
    return standing().linkBefore();
  }

  /**
   * How the versions stand.
   *
   * @param running the version that runs or is about to
   * @param confirmed the one that stays when the one on trial does not
   * @param onTrial whether the running one must prove itself
   * @param needsPerson whether a person must confirm it
   * @param staged the version that waits, if one does
   * @param newest the highest version that lies in a face
   * @param lastReturn why a version was last taken back
   */
  public record Versions(
      long running,
      long confirmed,
      boolean onTrial,
      boolean needsPerson,
      OptionalLong staged,
      long newest,
      Return lastReturn,
      List<Kept> faces) {}

  /**
   * A face.
   *
   * @param name {@code a} or {@code b}
   * @param confirmed whether it is the one that stays
   * @param version 0 when its file is damaged
   * @param at when it was written
   * @param staged whether a person staged it; else it came from the configuration file
   * @param sha256 of its text; empty when its file is damaged
   */
  public record Kept(
      String name, boolean confirmed, long version, Instant at, boolean staged, String sha256) {}

  /** How the versions stand. */
  public synchronized Versions versions() {
    Standing s = standing();
    boolean waits = !s.onTrial() && version(s.free()) > version(s.confirmed());
    List<Kept> kept = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      boolean confirmed = name.equals(s.confirmed());
      kept.add(
          face(name)
              .map(
                  f ->
                      new Kept(
                          name,
                          confirmed,
                          f.version(),
                          f.at(),
                          f.origin() == Origin.STAGED,
                          f.sha256()))
              .orElseGet(() -> new Kept(name, confirmed, 0, Instant.EPOCH, false, "")));
    }
    return new Versions(
        version(s.onTrial() ? s.trying() : s.confirmed()),
        version(s.confirmed()),
        s.onTrial(),
        s.needsPerson(),
        waits ? OptionalLong.of(version(s.free())) : OptionalLong.empty(),
        newest(s),
        s.reason(),
        kept);
  }

  private long newest(Standing s) {
    return Math.max(version(s.confirmed()), version(s.free()));
  }

  /** Both faces and how they stand, as JSON. */
  public synchronized java.util.Map<String, Object> json() {
    Standing s = standing();
    java.util.Map<String, Object> json = new java.util.LinkedHashMap<>();
    json.put("version", version(s.onTrial() ? s.trying() : s.confirmed()));
    json.put("state", s.onTrial() ? "trying" : "confirmed");
    json.put("needs_confirmation", s.onTrial() && s.needsPerson());
    json.put("staged", !s.onTrial() && version(s.free()) > version(s.confirmed()));
    json.put("last_return", s.reason().toString());
    List<java.util.Map<String, Object>> faces = new ArrayList<>();
    for (String name : List.of("a", "b")) {
      java.util.Map<String, Object> one = new java.util.LinkedHashMap<>();
      one.put("face", name);
      one.put("confirmed", name.equals(s.confirmed()));
      Optional<Face> face = face(name);
      one.put("sound", face.isPresent());
      face.ifPresent(
          f -> {
            one.put("version", f.version());
            one.put("origin", f.origin().word());
            one.put("at", f.at().toString());
            one.put("sha256", f.sha256());
          });
      faces.add(one);
    }
    json.put("faces", faces);
    return json;
  }

  /** The text of the face with this version. */
  public synchronized Optional<String> text(long version) {
    return face("a")
        .filter(f -> f.version() == version)
        .or(() -> face("b").filter(f -> f.version() == version))
        .map(Face::text);
  }

  private Chosen begin(String text) {
    // Two faces from the first day: either may be lost.
    write("a", 1, Origin.FILE, text);
    Face face = write("b", 1, Origin.FILE, text);
    write(new Standing("a", "", 0, Face.sha256(text), false, false, Return.NONE));
    return chosen(face, false);
  }

  /** Makes a damaged confirmed face good again from the other one, or from the file. */
  private Standing heal(
      Standing standing, Optional<String> file, Function<String, Optional<String>> problem) {
    String good = standing.confirmed();
    if (face(good).isPresent()) {
      if (face(standing.free()).isEmpty() && !standing.onTrial()) {
        found(EventKind.CONFIGURATION_ALTERED, Phrase.FACE_WAS_DAMAGED.with(standing.free()));
        copy(good, standing.free());
      }
      return standing;
    }
    Optional<Face> other = face(standing.free());
    if (other.isPresent() && !standing.onTrial()) {
      found(EventKind.CONFIGURATION_ALTERED, Phrase.FACE_WAS_CHANGED.with(good));
      found(
          EventKind.CONFIGURATION_REVERTED,
          Phrase.OTHER_FACE_RUNS.with(other.get().version(), standing.free()));
      Standing healed =
          new Standing(
              standing.free(),
              "",
              0,
              standing.seen(),
              false,
              false,
              new Return(Return.Cause.FACE_DAMAGED, good));
      write(healed);
      copy(healed.confirmed(), good);
      return healed;
    }
    if (other.isPresent()) {
      // The one on trial is all that is left.
      found(EventKind.CONFIGURATION_ALTERED, Phrase.FACE_WAS_CHANGED.with(good));
      Standing left =
          new Standing(
              standing.free(),
              "",
              0,
              standing.seen(),
              false,
              false,
              new Return(Return.Cause.FACE_DAMAGED, good));
      write(left);
      copy(left.confirmed(), good);
      return left;
    }
    found(EventKind.CONFIGURATION_ALTERED, Phrase.BOTH_FACES_CHANGED.with());
    if (file.isPresent() && problem.apply(file.get()).isEmpty()) {
      begin(file.get());
      found(EventKind.CONFIGURATION_REVERTED, Phrase.FACES_MADE_ANEW.with());
      return standing();
    }
    return standing;
  }

  /** Looks at the configuration file: what a person changed there becomes a version on trial. */
  private Standing consider(
      Standing s, Optional<String> file, Function<String, Optional<String>> problem) {
    if (file.isEmpty()) {
      found(EventKind.CONFIGURATION_ALTERED, Phrase.FILE_UNREADABLE.with(version(s.confirmed())));
      return s;
    }
    String hash = Face.sha256(file.get());
    if (hash.equals(s.seen())) {
      return s;
    }
    Optional<String> wrong = problem.apply(file.get());
    if (wrong.isPresent()) {
      found(EventKind.CONFIGURATION_ALTERED, Phrase.FILE_UNUSABLE.with(wrong.get()));
      return s;
    }
    boolean same = face(s.confirmed()).map(f -> f.sha256().equals(hash)).orElse(false);
    if (same) {
      Standing seen = new Standing(s.confirmed(), "", 0, hash, false, false, s.reason());
      write(seen);
      return seen;
    }
    Standing quiet = new Standing(s.confirmed(), "", 0, s.seen(), false, false, s.reason());
    if (s.onTrial()) {
      // The face on trial is about to be written: nobody may start it half done.
      write(quiet);
    }
    Face face = write(s.free(), next(s), Origin.FILE, file.get());
    Standing trial = new Standing(s.confirmed(), s.free(), 0, hash, false, false, s.reason());
    write(trial);
    findings.add(
        SecurityEvent.of(
            EventKind.CONFIGURATION_CHANGED,
            clock.instant(),
            Phrase.FILE_BECAME_VERSION.with(face.version())));
    return trial;
  }

  private Standing takeBack(Standing s, Return reason) {
    found(
        EventKind.CONFIGURATION_REVERTED,
        Phrase.VERSION_TAKEN_BACK
            .with(version(s.trying()), version(s.confirmed()))
            .because(reason.said()));
    var back = new Standing(s.confirmed(), "", 0, s.seen(), false, false, reason);
    write(back);
    // What failed cannot be tried again by mistake, and both faces are good.
    copy(s.confirmed(), s.free());
    return back;
  }

  private static Standing with(Standing s, String trying, int starts) {
    return new Standing(
        s.confirmed(), trying, starts, s.seen(), s.needsPerson(), s.linkBefore(), s.reason());
  }

  private long next(Standing s) {
    // A version that was taken back is gone, its number is not used again.
    return Math.max(version(s.confirmed()), highest()) + 1;
  }

  private long highest() {
    try {
      return Long.parseLong(Files.readString(folder.resolve("highest")).strip());
    } catch (IOException | NumberFormatException e) {
      return Math.max(version("a"), version("b"));
    }
  }

  private long version(String name) {
    return face(name).map(Face::version).orElse(0L);
  }

  private void copy(String from, String to) {
    face(from).ifPresent(f -> replace("face-" + to, f.encode(key)));
  }

  private Face write(String name, long version, Origin origin, String text) {
    replace("highest", (Math.max(version, highest()) + "\n").getBytes(StandardCharsets.US_ASCII));
    Instant now = clock.instant();
    var face = new Face(version, now, origin, text);
    replace("face-" + name, face.encode(key));
    return face;
  }

  private void write(Standing standing) {
    replace("standing", standing.encode());
  }

  private void replace(String name, byte[] content) {
    PrivateFiles.replace(folder.resolve(name), content);
    steps.accept(name);
  }

  private Optional<Face> face(String name) {
    return face(folder, name, key);
  }

  private static Optional<Face> face(Path folder, String name, FaceKey key) {
    Path file = folder.resolve("face-" + name);
    try {
      if (Files.size(file) > Face.MAX_BYTES + 4096L) {
        return Optional.empty();
      }
      return Face.decode(Files.readAllBytes(file), key);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** How things stand; a damaged file is answered by the older sound face, which once was good. */
  private Standing standing() {
    try {
      Optional<Standing> read = Standing.decode(Files.readAllBytes(folder.resolve("standing")));
      if (read.isPresent()) {
        return read.get();
      }
    } catch (IOException e) {
      // As good as damaged.
    }
    Optional<Face> a = face("a");
    Optional<Face> b = face("b");
    boolean older = a.isPresent() && (b.isEmpty() || a.get().version() <= b.get().version());
    String confirmed = older || b.isEmpty() ? "a" : "b";
    var rebuilt =
        new Standing(
            confirmed, "", 0, "", false, false, new Return(Return.Cause.STANDING_DAMAGED, ""));
    found(EventKind.CONFIGURATION_ALTERED, Phrase.STANDING_DAMAGED.with());
    write(rebuilt);
    return rebuilt;
  }

  private static Chosen chosen(Face face, boolean onTrial) {
    return new Chosen(face.text(), face.version(), face.sha256(), onTrial);
  }

  private void found(EventKind kind, Said what) {
    findings.add(SecurityEvent.of(kind, clock.instant(), what));
  }
}
