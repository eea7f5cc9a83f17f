package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.sekisho.gateway.disposal.SecretInventory.Item;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.disposal.Cause;
import org.sekisho.program.disposal.CompletionKey;
import org.sekisho.program.disposal.SanitisationCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Destroys what the gateway keeps, keys first, in two parts: {@link #begin} while the gateway still
 * runs, {@link #finish} at its next start, before anything of it is opened. Everything may be done
 * twice, so a crash at any point is followed by doing it again. Not thread-safe: one erasure at a
 * time.
 */
public final class Erasure {
  private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);

  /** Longest file whose content is searched for as a remnant. */
  private static final long MAX_MARKER_BYTES = 4_096;

  private static final int LEAST_MARKER_BYTES = 16;
  private static final int FILL_PASSES = 3;

  private final Path data;
  private final Surface surface;
  private final MediumFinder media;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Runnable checkpoint;
  private final DisposalFolder folder;
  private final List<byte[]> markers = new ArrayList<>();

  /**
   * What is wanted.
   *
   * @param device id of this gateway
   * @param operator who wants it, in words
   * @param order id of the remote order, or empty
   * @param elsewhere files and folders outside of the data directory that go, too
   * @param factorySettings folder of the settings as delivered
   * @param settings where those go
   * @param fillBytes how much free space is filled in each pass on media that level wear
   * @param identity the gateway's, to be named in the certificate
   */
  public record Wish(
      String device,
      Cause cause,
      String operator,
      String order,
      List<Path> elsewhere,
      Optional<Path> factorySettings,
      Path settings,
      long fillBytes,
      Optional<TlsIdentity> identity) {
    /** Without quotation marks and the like, because it stands in files that people read. */
    public Wish {
      elsewhere = List.copyOf(elsewhere);
      operator = operator.replaceAll("[\\p{Cntrl}\"\\\\]", "?");
    }
  }

  /** What was found on each class when it was destroyed. */
  private static final class Tally {
    private final Set<String> files = new TreeSet<>();
    private long bytes;
    private boolean sealed;
    private final Set<Treatment.Step> steps = new LinkedHashSet<>();
    private Level achieved = Level.PURGE;
    private long readBack;
    private long differed;
    private long failed;
  }

  /** An erasure of the real data directory. */
  public Erasure(Path data, InstantSource clock, RandomGenerator random) {
    this(data, new FileSurface(data), MediumFinder.ofThisMachine(), clock, random, () -> {});
  }

  /**
   * An erasure over another surface.
   *
   * @param checkpoint called before each change of a file: tests crash there
   */
  Erasure(
      Path data,
      Surface surface,
      MediumFinder media,
      InstantSource clock,
      RandomGenerator random,
      Runnable checkpoint) {
    this.data = data;
    this.surface = surface;
    this.media = media;
    this.clock = clock;
    this.random = random;
    this.checkpoint = checkpoint;
    this.folder = new DisposalFolder(data);
  }

  /**
   * Begins: notes that everything goes, and destroys the keys. From the return on what was sealed
   * under them cannot be read any more; the rest follows with {@link #finish}. When the case was
   * opened the keys go before the note.
   *
   * @param askedNs {@link System#nanoTime} of the request
   */
  public String begin(Wish wish, long askedNs) {
    boolean atOnce = wish.cause() == Cause.CASE_OPENED;
    List<Item> gone = atOnce ? destroyKeysAtOnce() : List.of();
    long goneNs = System.nanoTime();
    List<Item> items = new ArrayList<>(gone);
    items.addAll(SecretInventory.items(data));
    var identity = wish.identity();
    var pending =
        new PendingErasure(
            UUID.randomUUID().toString(),
            wish.device(),
            wish.cause(),
            wish.operator(),
            wish.order(),
            clock.instant(),
            Optional.empty(),
            0,
            0,
            identity.map(i -> i.certificate().getSerialNumber().toString(16)).orElse(""),
            identity.map(i -> java.util.HexFormat.of().formatHex(i.thumbprint())).orElse(""),
            items,
            wish.elsewhere(),
            wish.factorySettings()
                .map(from -> new PendingErasure.FactorySet(from, wish.settings())),
            wish.fillBytes());
    if (!atOnce) {
      checkpoint.run();
      folder.writePending(pending);
      destroyKeys(items);
      goneNs = System.nanoTime();
    }
    long us = (goneNs - askedNs) / 1_000;
    checkpoint.run();
    folder.writePending(pending.keysGone(clock.instant(), us));
    LOG.warn("erasure {} began: {} keys-gone-us={}", pending.id(), wish.cause().word(), us);
    return pending.id();
  }

  /** The note that an erasure would write, for a rehearsal. */
  byte[] note(String device) {
    return new PendingErasure(
            "",
            device,
            Cause.CASE_OPENED,
            "",
            "",
            clock.instant(),
            Optional.empty(),
            0,
            0,
            "",
            "",
            SecretInventory.items(data),
            List.of(),
            Optional.empty(),
            0)
        .encode();
  }

  /** Whether an erasure has begun and not ended. */
  public boolean isPending() {
    return folder.isPending();
  }

  /** Goes on with an erasure that has begun, to its end; answers its id; empty when none has. */
  public Optional<String> finish() {
    if (!folder.isPending()) {
      return Optional.empty();
    }
    PendingErasure pending = folder.readPending().orElseGet(this::unreadable);
    checkpoint.run();
    folder.writePending(pending.again());
    try {
      if (!folder.hasCertificate(pending.id())) {
        destroyEverything(pending);
      }
      forgetOthers(pending);
      destroyOne(relative(folder.completion()));
      surface.settle();
      checkpoint.run();
      folder.clearPending();
      LOG.warn("erasure {} is finished", pending.id());
      return Optional.of(pending.id());
    } catch (IOException e) {
      throw new DisposalException("the erasure could not be finished: " + e, e);
    }
  }

  private void destroyEverything(PendingErasure pending) throws IOException {
    // Listed again: the gateway may have written more while it stopped.
    List<Item> found = SecretInventory.items(data);
    if (pending.keysGoneAt().isEmpty()
        || found.stream().anyMatch(item -> item.holds() == DataClass.KEYS)) {
      destroyKeys(found);
    }
    Map<DataClass, Tally> tallies = new EnumMap<>(DataClass.class);
    Set<String> notDone = new LinkedHashSet<>();
    Medium medium = media.of(data);
    // What was there at the beginning counts, also when an interrupted run destroyed it.
    for (Item item : pending.items()) {
      if (item.holds().erased() && !found.contains(item)) {
        Tally _ = count(tallies, item, medium, notDone);
      }
    }
    for (Item item : found) {
      if (item.holds().erased()) {
        destroyCounted(tallies, item, medium, notDone);
      }
    }
    for (Path path : pending.elsewhere()) {
      for (Item item : elsewhere(path)) {
        destroyCounted(tallies, item, media.of(parent(path)), notDone);
      }
    }
    pending.factorySet().ifPresent(set -> notDone.addAll(restore(set, tallies, medium)));
    surface.settle();
    removeEmptyFolders();

    boolean levelling = medium.kind() == Medium.Kind.FLASH || medium.kind() == Medium.Kind.COPYING;
    // Where every deletion is told to the medium, nothing is left to tell.
    boolean discarded = medium.discardsAtOnce() || (medium.discards() && surface.discardFree());
    long filled = 0;
    if (levelling && pending.fillBytes() > 0) {
      checkpoint.run();
      for (int pass = 0; pass < FILL_PASSES; pass++) {
        filled += surface.fillFree(pending.fillBytes(), random);
        discarded = medium.discardsAtOnce() || (medium.discards() && surface.discardFree());
      }
    }
    if (!discarded
        && medium.kind() != Medium.Kind.MAGNETIC
        && medium.kind() != Medium.Kind.MEMORY) {
      notDone.add(
          "discard of free blocks (FITRIM): the medium or the rights of this program do not allow"
              + " it, or it took too long; run fstrim as root, or let fstrim.timer do it");
    }
    if (levelling) {
      notDone.add(
          filled == 0
              ? "filling of free space, so that the controller erases old blocks: set"
                  + " disposal.fill"
              : "free space was filled with "
                  + filled
                  + " bytes in "
                  + FILL_PASSES
                  + " passes: blocks that the controller has put aside may remain");
    }
    certify(pending, tallies, notDone, medium, discarded, filled);
  }

  private void certify(
      PendingErasure pending,
      Map<DataClass, Tally> tallies,
      Set<String> notDone,
      Medium medium,
      boolean discarded,
      long filled)
      throws IOException {
    long left =
        SecretInventory.items(data).stream()
            .filter(item -> item.holds().erased())
            .peek(item -> LOG.error("erasure: {} is still there", item.path()))
            .count();
    Map<String, Object> verification = new LinkedHashMap<>();
    verification.put("files_left", left);
    verification.put(
        "read_back", tallies.values().stream().mapToLong(tally -> tally.readBack).sum());
    verification.put(
        "differed", tallies.values().stream().mapToLong(tally -> tally.differed).sum());
    if (markers.isEmpty()) {
      verification.put("remnants", "not-searched");
      notDone.add(
          "search for remnants of key bytes: they were destroyed before this run of the program");
    } else {
      verification.put("remnants", remnants());
      verification.put("remnants_searched", markers.size());
    }
    long differed = tallies.values().stream().mapToLong(t -> t.differed + t.failed).sum();
    Object remnants = verification.get("remnants");
    verification.put(
        "result",
        left == 0
                && differed == 0
                && (remnants instanceof String || Long.valueOf(0).equals(remnants))
            ? "passed"
            : "failed");

    List<Map<String, Object>> classes = new ArrayList<>();
    tallies.forEach(
        (holds, tally) -> {
          Map<String, Object> one = new LinkedHashMap<>();
          one.put("class", holds.word());
          one.put("files", tally.files.size());
          one.put("bytes", tally.bytes);
          one.put("method", tally.steps.stream().map(Treatment.Step::word).toList());
          one.put("wanted", holds.wanted().word());
          one.put("achieved", tally.achieved.word());
          one.put("failed", tally.failed);
          classes.add(one);
        });

    Instant now = clock.instant();
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("kind", "certificate of sanitisation, NIST SP 800-88");
    statement.put("id", pending.id());
    statement.put("device", pending.device());
    statement.put("device_certificate_serial", pending.serial());
    statement.put("device_certificate_sha256", pending.certificate());
    statement.put("cause", pending.cause().word());
    statement.put("operator", pending.operator());
    statement.put("order", pending.order());
    statement.put("began_at", pending.beganAt().toString());
    statement.put("keys_destroyed_at", pending.keysGoneAt().map(Instant::toString).orElse(""));
    statement.put("keys_destroyed_after_us", pending.keysGoneUs());
    statement.put("finished_at", now.toString());
    statement.put("interruptions", pending.runs());
    statement.put("medium", medium.json());
    statement.put("discarded", discarded);
    statement.put("filled_bytes", filled);
    statement.put("classes", classes);
    statement.put("verification", verification);
    statement.put("not_done", List.copyOf(notDone));
    statement.put("kept", kept());

    CompletionKey key =
        folder.readCompletion().orElseGet(() -> CompletionKey.make(factory().orElse(null), now));
    checkpoint.run();
    folder.putCertificate(pending.id(), SanitisationCertificate.make(statement, key));
  }

  /** Before anything else is looked at: what is remembered of them is only their names. */
  private List<Item> destroyKeysAtOnce() {
    List<Item> keys = SecretInventory.keys(data);
    destroyKeys(keys.stream().map(Item::path).toList(), List.of());
    return keys;
  }

  private void destroyKeys(List<Item> items) {
    List<String> keys = new ArrayList<>();
    for (Item item : items) {
      if (item.holds() == DataClass.KEYS) {
        keys.add(item.path());
      }
    }
    destroyKeys(
        keys,
        items.stream()
            .filter(i -> i.holds() == DataClass.KEYS || i.holds() == DataClass.CREDENTIALS)
            .toList());
  }

  /** Overwrites all keys before it removes the first, because an overwritten one is gone. */
  private void destroyKeys(List<String> keys, List<Item> marked) {
    marked.forEach(this::mark);
    for (String key : keys) {
      tolerating(key, () -> surface.overwrite(key, random));
    }
    tolerating(
        "keys",
        () -> {
          surface.forceTogether(keys);
          return true;
        });
    for (String key : keys) {
      tolerating(
          key,
          () -> {
            boolean _ = surface.punch(key);
            surface.remove(key);
            return true;
          });
    }
    tolerating(
        "keys",
        () -> {
          surface.settle();
          return true;
        });
  }

  /** Remembers the content of a small file, to search for it when everything is done. */
  private void mark(Item item) {
    Path file = data.resolve(item.path());
    try {
      if (item.bytes() >= LEAST_MARKER_BYTES
          && item.bytes() <= MAX_MARKER_BYTES
          && !Files.isSymbolicLink(file)) {
        byte[] content = Files.readAllBytes(file);
        markers.add(
            java.util.Arrays.copyOf(content, Math.max(LEAST_MARKER_BYTES, content.length - 1)));
      }
    } catch (IOException e) {
      LOG.debug("not marked: {}", e.toString());
    }
  }

  private long remnants() throws IOException {
    long found = 0;
    for (Item item : SecretInventory.items(data)) {
      Path file = data.resolve(item.path());
      if (!Files.isSymbolicLink(file)) {
        for (byte[] marker : markers) {
          if (Remnants.holds(file, marker)) {
            LOG.error("erasure: remnant of a secret in {}", item.path());
            found++;
          }
        }
      }
    }
    return found;
  }

  private Tally count(
      Map<DataClass, Tally> tallies, Item item, Medium medium, Set<String> notDone) {
    Treatment treatment = Treatment.of(item.holds(), item.sealed(), medium);
    Tally tally = tallies.computeIfAbsent(item.holds(), _ -> new Tally());
    if (tally.files.add(item.path())) {
      tally.bytes += item.bytes();
    }
    tally.sealed |= item.sealed();
    tally.steps.addAll(treatment.steps());
    if (treatment.achieved().compareTo(tally.achieved) < 0) {
      tally.achieved = treatment.achieved();
    }
    notDone.addAll(treatment.notDone());
    return tally;
  }

  private void destroyCounted(
      Map<DataClass, Tally> tallies, Item item, Medium medium, Set<String> notDone) {
    Tally tally = count(tallies, item, medium, notDone);
    try {
      boolean[] readBack = destroy(item, Treatment.of(item.holds(), item.sealed(), medium));
      if (readBack.length > 0) {
        tally.readBack++;
        if (!readBack[0]) {
          tally.differed++;
        }
      }
    } catch (NoSuchFileException e) {
      LOG.debug("gone already: {}", item.path());
    } catch (IOException e) {
      tally.failed++;
      notDone.add("a file of class " + item.holds().word() + " could not be destroyed: " + e);
      LOG.error("erasure: {} could not be destroyed", item.path(), e);
    }
  }

  /** Answers nothing, or whether the file read back was what had been written. */
  private boolean[] destroy(Item item, Treatment treatment) throws IOException {
    String file = item.path();
    boolean link = Files.isSymbolicLink(data.resolve(file));
    Surface.Written written = null;
    boolean[] readBack = {};
    for (Treatment.Step step : treatment.steps()) {
      checkpoint.run();
      switch (step) {
        case CRYPTOGRAPHIC_ERASE -> {
          // Done with the keys.
        }
        case OVERWRITE -> {
          if (!link) {
            written = surface.overwrite(file, random);
            surface.force(file);
          }
        }
        case READ_BACK -> {
          if (written != null) {
            readBack = new boolean[] {surface.holds(file, written)};
          }
        }
        case PUNCH -> {
          boolean _ = surface.punch(file);
        }
        case REMOVE -> surface.remove(file);
      }
    }
    return readBack;
  }

  private void destroyOne(String file) {
    tolerating(
        file,
        () -> {
          checkpoint.run();
          surface.overwrite(file, random);
          surface.force(file);
          boolean _ = surface.punch(file);
          checkpoint.run();
          surface.remove(file);
          return true;
        });
  }

  @FunctionalInterface
  private interface Work {
    Object run() throws IOException;
  }

  /** One key that resists must not keep the others. */
  private static void tolerating(String what, Work work) {
    try {
      Object _ = work.run();
    } catch (NoSuchFileException e) {
      LOG.debug("gone already: {}", what);
    } catch (IOException e) {
      LOG.error("erasure: {}", what, e);
    }
  }

  /** Certificates of earlier erasures speak of earlier operators: only the newest stays. */
  private void forgetOthers(PendingErasure pending) {
    List<Path> others =
        folder.delivered().stream().filter(file -> !file.endsWith(pending.id() + ".json")).toList();
    others.forEach(file -> destroyOne(relative(file)));
  }

  /** Puts the settings as delivered in place; there is always one or the other file. */
  private List<String> restore(
      PendingErasure.FactorySet set, Map<DataClass, Tally> tallies, Medium medium) {
    Set<String> notDone = new LinkedHashSet<>();
    try (Stream<Path> files = Files.list(set.from())) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        Path target = set.to().resolve(String.valueOf(file.getFileName()));
        Path former = target.resolveSibling(target.getFileName() + ".former");
        checkpoint.run();
        if (Files.exists(target) && !sameContent(file, target)) {
          Files.deleteIfExists(former);
          Files.createLink(former, target);
          Path next = target.resolveSibling(target.getFileName() + ".tmp");
          Files.copy(file, next, StandardCopyOption.REPLACE_EXISTING);
          checkpoint.run();
          Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } else if (!Files.exists(target)) {
          Files.copy(file, target);
        }
        checkpoint.run();
        if (Files.exists(former)) {
          destroyCounted(
              tallies,
              new Item(former.toString(), DataClass.CONFIGURATION, false, Files.size(former)),
              medium,
              notDone);
        }
      }
    } catch (IOException e) {
      notDone.add("settings as delivered: " + e);
      LOG.error("erasure: factory settings", e);
    }
    return List.copyOf(notDone);
  }

  private static boolean sameContent(Path one, Path other) throws IOException {
    return Files.mismatch(one, other) < 0;
  }

  private void removeEmptyFolders() throws IOException {
    try (Stream<Path> walk = Files.walk(data)) {
      List<Path> folders =
          walk.filter(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
              .sorted(java.util.Comparator.reverseOrder())
              .filter(p -> !p.equals(data) && !p.startsWith(data.resolve(SecretInventory.FOLDER)))
              .toList();
      for (Path one : folders) {
        try (Stream<Path> inside = Files.list(one)) {
          if (inside.findAny().isEmpty()) {
            Files.delete(one);
          }
        }
      }
    }
  }

  private static List<Item> elsewhere(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (Stream<Path> walk = Files.walk(path)) {
      List<Item> items = new ArrayList<>();
      for (Path file :
          walk.filter(p -> !Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS))
              .limit(SecretInventory.MAX_FILES)
              .toList()) {
        items.add(
            new Item(
                file.toAbsolutePath().toString(),
                DataClass.CONFIGURATION,
                false,
                Files.isSymbolicLink(file) ? 0 : Files.size(file)));
      }
      return items;
    }
  }

  private List<String> kept() {
    Map<DataClass, Integer> kept = new HashMap<>();
    for (Item item : SecretInventory.items(data)) {
      if (!item.holds().erased() && item.holds() != DataClass.RUNTIME) {
        kept.merge(item.holds(), 1, Integer::sum);
      }
    }
    List<String> words = new ArrayList<>();
    for (DataClass holds : DataClass.values()) {
      if (kept.containsKey(holds)) {
        words.add(holds.word() + ": " + kept.get(holds) + " files");
      }
    }
    return words;
  }

  private Optional<TlsIdentity> factory() {
    try {
      return TlsIdentity.load(data.resolve("factory"));
    } catch (RuntimeException e) {
      return Optional.empty();
    }
  }

  /** A note that cannot be read still says that everything has to go. */
  private PendingErasure unreadable() {
    return new PendingErasure(
        UUID.nameUUIDFromBytes("unreadable".getBytes(StandardCharsets.US_ASCII)).toString(),
        "unknown",
        Cause.FACTORY_RESET,
        "unknown: the note of this erasure could not be read",
        "",
        clock.instant(),
        Optional.empty(),
        0,
        1,
        "",
        "",
        List.of(),
        List.of(),
        Optional.empty(),
        0);
  }

  private String relative(Path file) {
    return data.relativize(file).toString();
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }
}
