package org.sekisho.program.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.release.ReleaseFile.Outcome;
import org.sekisho.program.release.ReleaseFile.Refusal;
import org.sekisho.program.release.SlotState.Content;
import org.sekisho.program.release.SlotState.Phase;

/**
 * A program installed in two slots:
 *
 * <pre>
 * start         the launcher: starts the slot that the state names
 * java-home     the Java that made the installation; the launcher's choice without JAVA_HOME
 * state         which slot is confirmed, which one is tried (SlotState)
 * tries-N       one byte for each start of trial N, written by the launcher
 * epoch         highest security epoch that was confirmed, sealed with seal.key
 * trust/N.pem   release keys; the highest number counts for new releases
 * slots/a, b    the releases
 * </pre>
 *
 * <p>Every change is a new file or folder that takes its name in one step, and the state is the
 * last to change: a crash at any point leaves a slot that can be started. One thread at a time
 * changes an installation.
 */
public final class Installation {
  /** Starts of a slot on trial before the launcher goes back. */
  public static final int USUAL_TRIES = 3;

  private static final Pattern TRUST_FILE = Pattern.compile("(\\d{1,6})\\.pem");
  private static final Pattern EPOCH =
      Pattern.compile("sekisho-epoch-1 (\\d{1,7}) ([0-9a-f]{64})\n");
  private static final int KEY_BYTES = 32;

  private final Path root;
  private final Consumer<String> steps;

  private Installation(Path root, Consumer<String> steps) {
    this.root = root.toAbsolutePath().normalize();
    this.steps = steps;
  }

  /** The installation in this folder. */
  public static Installation at(Path root) {
    return new Installation(root, _ -> {});
  }

  /**
   * The installation in this folder.
   *
   * @param steps hears the name of every step on the medium once it is done
   */
  public static Installation at(Path root, Consumer<String> steps) {
    return new Installation(root, steps);
  }

  /**
   * Makes an installation from a release file in a folder that is new or empty.
   *
   * @param trust the keys that this and later releases must be signed with
   */
  public static Outcome create(
      Path root, Path release, long maxBytes, ReleaseTrust trust, SecureRandom random)
      throws IOException {
    PrivateFiles.folder(root);
    try (var inside = Files.list(root)) {
      if (inside.findAny().isPresent()) {
        throw new IOException(root + " is not empty");
      }
    }
    var made = new Installation(root, _ -> {});
    PrivateFiles.folder(made.root.resolve("slots"));
    PrivateFiles.folder(made.root.resolve("trust"));
    PrivateFiles.replacePublic(made.trustFile(1), trust.pem().getBytes(StandardCharsets.US_ASCII));
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    PrivateFiles.replace(made.root.resolve("seal.key"), key);
    Outcome outcome;
    try (InputStream in = Files.newInputStream(release)) {
      outcome = made.writeSlot(Slot.A, in, maxBytes, _ -> Optional.empty());
    }
    if (outcome instanceof Outcome.Good good) {
      made.sealEpoch(good.manifest().epoch());
      made.write(
          new SlotState(
              Slot.A,
              Optional.empty(),
              0,
              USUAL_TRIES,
              0,
              Optional.of(content(good)),
              Optional.empty(),
              Phase.IDLE,
              good.manifest().version().text(),
              "",
              "",
              false,
              true));
      PrivateFiles.replace(
          made.root.resolve("java-home"),
          (System.getProperty("java.home", "") + "\n").getBytes(StandardCharsets.UTF_8));
      made.writeLauncher();
    }
    return outcome;
  }

  /** The folder. */
  public Path root() {
    return root;
  }

  /** The folder of a slot. */
  public Path folder(Slot slot) {
    return root.resolve("slots").resolve(slot.word());
  }

  /**
   * The state; when the file is damaged or missing, one made from the slots that are sound. Throws
   * when no slot is.
   */
  public SlotState state() {
    try {
      Optional<SlotState> read = SlotState.decode(Files.readAllBytes(root.resolve("state")));
      if (read.isPresent()) {
        return read.get();
      }
    } catch (IOException e) {
      // As good as damaged.
    }
    Optional<Content> a = soundContent(Slot.A);
    Optional<Content> b = soundContent(Slot.B);
    if (a.isEmpty() && b.isEmpty()) {
      throw new UncheckedIOException(
          new IOException(root + ": the state is damaged and no slot holds a sound release"));
    }
    return new SlotState(
        a.isPresent() ? Slot.A : Slot.B,
        Optional.empty(),
        0,
        USUAL_TRIES,
        0,
        a,
        b,
        Phase.IDLE,
        "",
        "",
        "",
        false,
        true);
  }

  /** Whether the state file can be read. */
  public boolean stateIsSound() {
    try {
      return SlotState.decode(Files.readAllBytes(root.resolve("state"))).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks at every byte of a slot. */
  public SlotCheck.Verdict check(Slot slot) {
    return SlotCheck.check(folder(slot), trusted());
  }

  /** The keys for new releases. */
  public ReleaseTrust trust() {
    return trusted().getFirst();
  }

  /** All keys that a slot may have been signed with, newest first. */
  public List<ReleaseTrust> trusted() {
    List<ReleaseTrust> found = new ArrayList<>();
    try {
      for (int number = generation(); number >= 1; number--) {
        if (Files.exists(trustFile(number))) {
          found.add(ReleaseTrust.read(trustFile(number)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (found.isEmpty()) {
      throw new UncheckedIOException(new IOException(root + "/trust holds no release keys"));
    }
    return found;
  }

  /**
   * The security epoch below which nothing runs: the sealed one, or that of the confirmed slot when
   * it is higher or the seal is broken.
   */
  public int epoch() {
    int confirmed =
        stateIsSound() ? state().content(state().confirmed()).map(Content::epoch).orElse(1) : 1;
    return Math.max(confirmed, sealedEpoch().orElse(1));
  }

  /** The sealed epoch; empty when file or seal are missing or broken. */
  public Optional<Integer> sealedEpoch() {
    try {
      Matcher m = EPOCH.matcher(Files.readString(root.resolve("epoch"), StandardCharsets.US_ASCII));
      return m.matches()
              && MessageDigest.isEqual(mac(m.group(1)), HexFormat.of().parseHex(m.group(2)))
          ? Optional.of(Integer.valueOf(m.group(1)))
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** Changes the facts about the update under way; slots are not changed by this. */
  public SlotState note(UnaryOperator<SlotState> change) {
    SlotState next = change.apply(state());
    write(next);
    steps.accept("state");
    return next;
  }

  /** Begins an order: the state tells it from now on, also after a crash. */
  public SlotState begin(Phase phase, String version, String action) {
    return note(state -> state.withOrder(version, action).withPhase(phase, ""));
  }

  /** Notes how far the order came. */
  public SlotState phase(Phase phase, String reason) {
    return note(state -> state.withPhase(phase, reason));
  }

  /** Notes that the management has been told the end. */
  public SlotState told() {
    return note(state -> state.withTold(true));
  }

  /**
   * Verifies a release while it is written into the slot that is not confirmed. When it is refused,
   * that slot is as it was before, and so is everything else.
   *
   * @param downgrade whether a person asked for an older version of the same epoch
   * @param sha256 of the announced file, or empty when nobody announced one
   */
  public Outcome stage(InputStream in, long maxBytes, boolean downgrade, Optional<String> sha256)
      throws IOException {
    SlotState before = state();
    if (before.trying().isPresent()) {
      throw new IllegalStateException("a release is on trial");
    }
    Slot slot = before.confirmed().other();
    Path next = root.resolve("slots").resolve(slot.word() + ".next");
    Outcome outcome;
    try {
      Durable.delete(next);
      Files.createDirectory(next);
    } catch (IOException e) {
      return new Outcome.Refused(Refusal.STORAGE, e.toString());
    }
    steps.accept("folder");
    outcome =
        ReleaseFile.install(
            in, maxBytes, trust(), manifest -> unwanted(before, manifest, downgrade), next);
    if (outcome instanceof Outcome.Good good
        && sha256.isPresent()
        && !sha256.get().equals(good.sha256())) {
      outcome = new Outcome.Refused(Refusal.OTHER_FILE, "its SHA-256 is not the announced one");
    }
    if (!(outcome instanceof Outcome.Good good)) {
      Durable.delete(next);
      return outcome;
    }
    steps.accept("written");
    try {
      // From here on the slot belongs to nobody until the last step.
      note(state -> state.withContent(slot, Optional.empty()));
      Durable.delete(folder(slot));
      steps.accept("deleted");
      Files.move(next, folder(slot), StandardCopyOption.ATOMIC_MOVE);
      Durable.force(root.resolve("slots"));
      steps.accept("renamed");
      note(
          state ->
              state
                  .withContent(slot, Optional.of(content(good)))
                  .withOrder(good.manifest().version().text(), state.action())
                  .withPhase(Phase.STAGED, ""));
    } catch (IOException e) {
      return new Outcome.Refused(Refusal.STORAGE, e.toString());
    }
    return outcome;
  }

  /** Why a signed release is not wanted here. */
  private Optional<Outcome.Refused> unwanted(
      SlotState state, Manifest manifest, boolean downgrade) {
    Optional<Content> present = state.content(state.confirmed());
    int floor = epoch();
    if (!manifest.product().equals("gateway")) {
      return refused(Refusal.OTHER_PRODUCT, "it is a release of " + manifest.product());
    }
    if (!target().equals(manifest.target())) {
      return refused(
          Refusal.OTHER_TARGET, "it is for " + manifest.target() + ", this is " + target());
    }
    if (manifest.epoch() < floor) {
      return refused(
          Refusal.OLDER_EPOCH,
          "its security epoch is " + manifest.epoch() + ", here it is " + floor);
    }
    if (present.isPresent()) {
      int order = manifest.version().compareTo(present.get().version());
      if (order == 0) {
        return refused(Refusal.SAME_VERSION, "version " + manifest.version() + " runs already");
      }
      if (order < 0 && !downgrade) {
        return refused(
            Refusal.OLDER_VERSION,
            "version " + manifest.version() + " is older than " + present.get().version());
      }
    }
    return Optional.empty();
  }

  /** What a release's target must say to run on this Java. */
  public static String target() {
    return "java" + Runtime.version().feature();
  }

  /**
   * Puts what lies in the other slot on trial: the next start is that of this slot.
   *
   * @param patienceSeconds after which the launcher ends it when nobody has confirmed it
   */
  public SlotState startTrial(int tries, long patienceSeconds, boolean linkBefore) {
    return note(
        state -> {
          Slot slot = state.confirmed().other();
          if (state.content(slot).isEmpty()) {
            throw new IllegalStateException("there is nothing in the other slot");
          }
          return state
              .withSlots(state.confirmed(), Optional.of(slot), state.attempt() + 1)
              .withTrial(tries, patienceSeconds, linkBefore)
              .withPhase(Phase.TRYING, "");
        });
  }

  /** The slot on trial has proved itself. */
  public SlotState confirm() {
    SlotState now =
        note(
            state ->
                state
                    .withSlots(
                        state.trying().orElse(state.confirmed()), Optional.empty(), state.attempt())
                    .withPhase(Phase.CONFIRMED, ""));
    settle();
    return now;
  }

  /** The slot on trial has not: the next start is that of the confirmed slot. */
  public SlotState giveUp(String reason) {
    return note(
        state ->
            state
                .withSlots(state.confirmed(), Optional.empty(), state.attempt())
                .withPhase(Phase.RETURNED, reason));
  }

  /** The running slot becomes the confirmed one, because the other one cannot be started. */
  public SlotState stayIn(Slot running, String reason) {
    return note(
        state ->
            state
                .withSlots(running, Optional.empty(), state.attempt())
                .withContent(running, soundContent(running))
                .withPhase(Phase.RETURNED, reason));
  }

  /**
   * Finishes what follows from the confirmed release: its epoch, its keys, and leftovers of a
   * crash. Done after each confirmation and at each start, so that it is never left half done.
   */
  public void settle() {
    SlotState state = state();
    if (!stateIsSound()) {
      write(state);
    }
    Optional<Content> content = state.content(state.confirmed());
    content
        .filter(c -> c.epoch() > sealedEpoch().orElse(0))
        .ifPresent(
            c -> {
              sealEpoch(Math.max(c.epoch(), sealedEpoch().orElse(0)));
              steps.accept("epoch");
            });
    try {
      if (check(state.confirmed()) instanceof SlotCheck.Verdict.Sound(Manifest manifest, String id)
          && content.map(Content::id).filter(id::equals).isPresent()
          && manifest.nextTrust().isPresent()
          && !trusted().contains(manifest.nextTrust().get())) {
        PrivateFiles.replacePublic(
            trustFile(generation() + 1),
            manifest.nextTrust().get().pem().getBytes(StandardCharsets.US_ASCII));
        steps.accept("trust");
      }
      for (Slot slot : Slot.values()) {
        Durable.delete(root.resolve("slots").resolve(slot.word() + ".next"));
      }
      removeOldTries(state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the launcher found wrong with a slot, and told before it started the other one. */
  public Optional<String> altered(Slot slot) {
    Path note = root.resolve("altered-" + slot.word());
    try {
      return Files.exists(note)
          ? Optional.of(Files.readString(note, StandardCharsets.UTF_8).strip())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.of("it cannot be told what: " + e.getMessage());
    }
  }

  /** Notes what is wrong with a slot, for the program in the other one. */
  public void noteAltered(Slot slot, String what) {
    PrivateFiles.replace(
        root.resolve("altered-" + slot.word()), (what + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Forgets that note. */
  public void forgetAltered(Slot slot) {
    try {
      Files.deleteIfExists(root.resolve("altered-" + slot.word()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void removeOldTries(SlotState state) throws IOException {
    Files.walkFileTree(
        root,
        java.util.Set.of(),
        1,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = String.valueOf(file.getFileName());
            if (name.startsWith("tries-")
                && (state.trying().isEmpty() || !name.equals("tries-" + state.attempt()))) {
              Files.deleteIfExists(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private Outcome writeSlot(
      Slot slot, InputStream in, long maxBytes, ReleaseFile.Acceptance acceptance)
      throws IOException {
    Files.createDirectory(folder(slot));
    Outcome outcome = ReleaseFile.install(in, maxBytes, trust(), acceptance, folder(slot));
    if (!(outcome instanceof Outcome.Good)) {
      Durable.delete(root);
    }
    return outcome;
  }

  private Optional<Content> soundContent(Slot slot) {
    return check(slot) instanceof SlotCheck.Verdict.Sound(Manifest manifest, String id)
        ? Optional.of(content(manifest, id))
        : Optional.empty();
  }

  private static Content content(Outcome.Good good) {
    return content(good.manifest(), good.id());
  }

  private static Content content(Manifest manifest, String id) {
    byte[] sums = ReleaseFile.sums(manifest).getBytes(StandardCharsets.US_ASCII);
    return new Content(
        manifest.version(),
        manifest.epoch(),
        id,
        HexFormat.of().formatHex(ReleaseFile.sha256().digest(sums)));
  }

  private static Optional<Outcome.Refused> refused(Refusal reason, String detail) {
    return Optional.of(new Outcome.Refused(reason, detail));
  }

  private void write(SlotState state) {
    PrivateFiles.replace(root.resolve("state"), state.encode());
  }

  private void sealEpoch(int epoch) {
    String text = String.valueOf(epoch);
    PrivateFiles.replace(
        root.resolve("epoch"),
        ("sekisho-epoch-1 " + text + " " + HexFormat.of().formatHex(mac(text)) + "\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  private byte[] mac(String epoch) {
    try {
      byte[] key = Files.readAllBytes(root.resolve("seal.key"));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(("sekisho security epoch " + epoch).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HMAC", e);
    }
  }

  private int generation() throws IOException {
    try (var files = Files.list(root.resolve("trust"))) {
      return files
          .map(file -> TRUST_FILE.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToInt(m -> Integer.parseInt(m.group(1)))
          .max()
          .orElse(0);
    }
  }

  private Path trustFile(int number) {
    return root.resolve("trust").resolve(number + ".pem");
  }

  private void writeLauncher() throws IOException {
    Path start = root.resolve("start");
    try (InputStream in = Installation.class.getResourceAsStream("start")) {
      if (in == null) {
        throw new IllegalStateException("the launcher is missing in this program");
      }
      PrivateFiles.replace(start, in.readAllBytes());
    }
    if (Files.getFileStore(start).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwx------"));
    }
    if (!Files.isRegularFile(start, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(start + " was not written");
    }
  }
}
