package org.sekisho.gateway.update;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.update.DdiClient.Execution;
import org.sekisho.gateway.update.DdiClient.Offer;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Program;
import org.sekisho.program.RestartableProgram;
import org.sekisho.program.release.Installation;
import org.sekisho.program.release.ReleaseFile.Outcome;
import org.sekisho.program.release.ReleaseFile.Refusal;
import org.sekisho.program.release.Slot;
import org.sekisho.program.release.SlotCheck;
import org.sekisho.program.release.SlotState;
import org.sekisho.program.release.SlotState.Content;
import org.sekisho.program.release.SlotState.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Updates of this gateway: asks for them, fetches, verifies, installs into the other slot, tries,
 * and keeps or takes back. What is under way stands in the installation's state and goes on after a
 * crash; a release that is refused changes nothing.
 *
 * <p>One thread does all of it; {@link #json} and the requests of the operator may come from any.
 */
public final class Updates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Updates.class);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration FIRST = Duration.ofSeconds(5);
  private static final Duration SHORTEST_POLL = Duration.ofSeconds(1);
  private static final Duration RECHECK = Duration.ofHours(1);
  private static final long LOOK_MS = 500;
  private static final int SLICE_ATTEMPTS = 4;
  private static final long SLICE_PAUSE_MS = 500;
  private static final int PATIENCE_MARGIN_S = 60;

  private final String gateway;
  private final String version;
  private final UpdateConfig config;
  private final Path folder;
  private final @Nullable Installation installation;
  private final Slot slot;
  private final Supplier<DdiClient> server;
  private final Supplier<Optional<String>> illness;
  private final BooleanSupplier linked;
  private final EventSink events;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final RestartableProgram.Frame frame;

  private final LinkedBlockingQueue<Work> asked = new LinkedBlockingQueue<>(16);
  private final Thread thread;
  private volatile boolean closed;

  // Written by the update thread, read for the status.
  private volatile @Nullable Offer available;
  private volatile @Nullable Instant polledAt;
  private volatile String problem = "";
  private volatile long fetchedBytes;
  private volatile boolean altered;

  // Only of the update thread.
  private String announced = "";
  private boolean wanted;
  private long checkedNs = System.nanoTime();
  private long nextPollNs;
  private long trialBegunNs;
  private long healthySinceNs;
  private boolean healthy;
  private String lack = "nothing was looked at yet";

  /** What the operator may ask for. */
  public enum Wish {
    /** Ask the server now. */
    CHECK,
    /** Install what is offered. */
    INSTALL,
    /** Install the file that was uploaded. */
    INSTALL_FILE,
    /** The same, although it is an older version of the same epoch. */
    INSTALL_OLDER_FILE,
    /** Keep what is on trial. */
    CONFIRM,
    /** Go back to the other slot. */
    RETURN
  }

  private record Work(Wish wish) {}

  /**
   * Updates that are not started yet.
   *
   * @param data the gateway's data directory
   * @param installation where this program was started from; null when it was not installed
   * @param slot which slot runs; of no meaning without an installation
   * @param server makes a client of the update server
   * @param illness what the gateway lacks; empty when it is healthy
   * @param linked whether the head-end is connected
   */
  public Updates(
      String gateway,
      String version,
      UpdateConfig config,
      Path data,
      @Nullable Installation installation,
      Slot slot,
      Supplier<DdiClient> server,
      Supplier<Optional<String>> illness,
      BooleanSupplier linked,
      EventSink events,
      InstantSource clock,
      RandomGenerator random,
      RestartableProgram.Frame frame) {
    this.gateway = gateway;
    this.version = version;
    this.config = config;
    this.folder = PrivateFiles.folder(data.resolve("update"));
    this.installation = installation;
    this.slot = slot;
    this.server = server;
    this.illness = illness;
    this.linked = linked;
    this.events = events;
    this.clock = clock;
    this.random = random;
    this.frame = frame;
    this.thread = Thread.ofPlatform().daemon().name("updates").unstarted(this::run);
  }

  /** Begins: first with what the start itself says about the last update. */
  public void start() {
    thread.start();
  }

  /** Whether the head-end was connected before the trial that is under way, if one is. */
  public boolean linkBefore() {
    Installation here = installation;
    return here != null && here.state().trying().isPresent() && here.state().linkBefore();
  }

  /** Asks for something; false when too much is asked already. The status tells how it went. */
  public boolean ask(Wish wish) {
    return asked.offer(new Work(wish));
  }

  /** Where a file that the operator brings is collected. */
  public Path uploaded() {
    return folder.resolve("upload.release");
  }

  /** Whether this gateway runs from a slot. */
  public boolean installed() {
    return installation != null;
  }

  /** The largest file that is taken. */
  public long maxBytes() {
    return config.maxBytes();
  }

  /** How updates stand. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    Installation here = installation;
    json.put("installed", here != null);
    json.put("version", version);
    if (here != null) {
      SlotState state = here.state();
      json.put("slot", slot.word());
      json.put("release", state.content(slot).map(c -> c.version().text()).orElse(""));
      json.put("epoch", here.epoch());
      json.put("confirmed_slot", state.confirmed().word());
      state
          .content(slot.other())
          .ifPresent(other -> json.put("other_slot", other.version().text()));
      json.put("phase", state.phase().word());
      json.put("last", state.release());
      json.put("reason", state.reason());
      json.put("programs", altered ? "altered" : "as-signed");
    }
    Offer offer = available;
    json.put("available", offer == null ? "" : offer.version());
    if (offer != null) {
      json.put("fetched_bytes", fetchedBytes);
      json.put("size_bytes", offer.sizeBytes());
    }
    Instant at = polledAt;
    if (at != null) {
      json.put("asked", at.toString());
    }
    json.put("problem", problem);
    return json;
  }

  private void run() {
    try {
      if (installation != null) {
        begin(installation);
      }
      nextPollNs = System.nanoTime() + first().toNanos();
      while (!closed) {
        Work work = asked.poll(waitMs(), TimeUnit.MILLISECONDS);
        if (closed) {
          return;
        }
        try {
          if (work != null) {
            handle(work.wish());
          }
          if (installation != null && onTrial(installation.state())) {
            look(installation);
          }
          if (System.nanoTime() - nextPollNs >= 0) {
            pollServer();
          }
        } catch (RuntimeException e) {
          LOG.error("updates: {}", e.toString(), e);
          problem = String.valueOf(e.getMessage());
          nextPollNs = System.nanoTime() + SOON.toNanos();
        }
      }
    } catch (InterruptedException e) {
      // close() asked for it.
    }
  }

  private Duration first() {
    return config.poll().compareTo(FIRST) < 0 ? Duration.ZERO : FIRST;
  }

  private long waitMs() {
    long untilPoll = TimeUnit.NANOSECONDS.toMillis(nextPollNs - System.nanoTime());
    boolean trial = installation != null && onTrial(installation.state());
    return Math.max(1, trial ? Math.min(LOOK_MS, untilPoll) : untilPoll);
  }

  private boolean onTrial(SlotState state) {
    return state.trying().filter(s -> s == slot).isPresent();
  }

  /** What this start says about the update before it. */
  private void begin(Installation here) {
    here.settle();
    for (Slot one : Slot.values()) {
      here.altered(one)
          .ifPresent(
              what -> {
                event(
                    EventKind.PROGRAM_ALTERED,
                    "slot " + one.word() + " was not started: " + what,
                    "whitelist",
                    "refused");
                here.forgetAltered(one);
              });
    }
    SlotState state = here.state();
    if (state.trying().isPresent() && state.trying().get() != slot) {
      here.giveUp("it was started " + state.tries() + " times and did not prove itself");
    } else if (state.trying().isEmpty() && state.confirmed() != slot) {
      here.stayIn(slot, "slot " + state.confirmed().word() + " cannot be started");
    }
    state = here.state();
    if (onTrial(state)) {
      trialBegunNs = System.nanoTime();
    }
    if (state.phase() == Phase.RETURNED && !state.told()) {
      event(
          EventKind.UPDATE_RETURNED,
          "release " + state.release() + " was taken back: " + state.reason(),
          "health-check",
          "returned");
    }
    switch (state.phase()) {
      case DOWNLOADING, INSTALLING -> {
        if (state.action().isEmpty()) {
          here.phase(Phase.IDLE, "installing a file was interrupted");
        } else {
          wanted = true; // somebody decided on it before the interruption
        }
      }
      case STAGED -> tryIt(here);
      case IDLE, TRYING, CONFIRMED, RETURNED, REFUSED -> {}
    }
    if (state.action().isEmpty() && !state.told() && !onTrial(state)) {
      here.told();
    }
  }

  private void handle(Wish wish) throws InterruptedException {
    switch (wish) {
      case CHECK -> pollServer();
      case INSTALL -> {
        wanted = true;
        pollServer();
      }
      case INSTALL_FILE -> installFile(false);
      case INSTALL_OLDER_FILE -> installFile(true);
      case CONFIRM -> {
        if (installation != null && onTrial(installation.state())) {
          keep(installation, "a person confirmed it");
        }
      }
      case RETURN -> goBack();
    }
  }

  /** Looks whether the release on trial does what a gateway must do. */
  private void look(Installation here) {
    Optional<String> ill = illness.get();
    long now = System.nanoTime();
    if (ill.isPresent()) {
      healthy = false;
      lack = ill.get();
    } else if (!healthy) {
      healthy = true;
      healthySinceNs = now;
    }
    if (healthy && now - healthySinceNs >= config.steady().toNanos()) {
      keep(here, "it is healthy");
    } else if (now - trialBegunNs >= config.within().toNanos()) {
      here.giveUp("it was not healthy within " + config.within().toSeconds() + " s: " + lack);
      frame.end(Program.RESTART, "the release on trial is taken back: " + lack);
    }
  }

  private void keep(Installation here, String why) {
    SlotState state = here.confirm();
    if (state.action().isEmpty()) {
      here.told();
    }
    event(
        EventKind.UPDATE_INSTALLED,
        "release " + state.release() + " stays: " + why,
        "health-check",
        "confirmed");
    nextPollNs = System.nanoTime();
  }

  private void goBack() {
    Installation here = installation;
    if (here == null) {
      return;
    }
    SlotState state = here.state();
    if (onTrial(state)) {
      here.giveUp("a person returned it");
      frame.end(Program.RESTART, "a person returned the release on trial");
      return;
    }
    Optional<Content> other = state.content(slot.other());
    if (state.trying().isPresent() || other.isEmpty()) {
      problem = "there is nothing to return to";
    } else if (other.get().epoch() < here.epoch()) {
      problem = "release " + other.get().version() + " is of an older security epoch";
    } else if (!(here.check(slot.other()) instanceof SlotCheck.Verdict.Sound)) {
      problem = "the other slot is not as it was signed";
    } else {
      here.begin(Phase.STAGED, other.get().version().text(), "");
      tryIt(here);
    }
  }

  private void tryIt(Installation here) {
    here.startTrial(
        config.tries(), config.within().toSeconds() + PATIENCE_MARGIN_S, linked.getAsBoolean());
    frame.end(Program.RESTART, "release " + here.state().release() + " is tried");
  }

  /** One round of questions; a server that cannot be asked is asked again later. */
  private void pollServer() throws InterruptedException {
    Duration pause = config.poll();
    try (DdiClient client = server.get()) {
      tellTheEnd(client);
      checkOwnPrograms();
      DdiClient.Links links = client.poll();
      polledAt = clock.instant();
      problem = "";
      pause = shorter(pause, links.sleep().orElse(pause));
      if (links.configData().isPresent()) {
        client.tellFacts(links.configData().get(), facts());
      }
      if (links.cancel().isPresent()) {
        cancel(client, links.cancel().get());
      }
      if (links.deployment().isPresent()) {
        Offer offer = client.offer(links.deployment().get());
        consider(client, offer);
      } else {
        available = null;
        wanted = false;
      }
    } catch (IOException | IllegalStateException e) {
      if (problem.isEmpty()) {
        LOG.warn("updates: the server cannot be asked: {}", e.getMessage());
      }
      problem = String.valueOf(e.getMessage());
      pause = shorter(pause, wanted ? SOON : pause);
    }
    double jitter = 0.8 + 0.4 * random.nextDouble();
    nextPollNs = System.nanoTime() + (long) (pause.toNanos() * jitter);
  }

  private static Duration shorter(Duration one, Duration other) {
    Duration least = one.compareTo(other) < 0 ? one : other;
    return least.compareTo(SHORTEST_POLL) < 0 ? SHORTEST_POLL : least;
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("product", "gateway");
    facts.put("program", version);
    facts.put("target", Installation.target());
    facts.put("os", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
    Installation here = installation;
    if (here != null) {
      facts.put(
          "release", here.state().content(slot).map(c -> c.version().text()).orElse("unknown"));
      facts.put("epoch", String.valueOf(here.epoch()));
      facts.put("slot", slot.word());
    }
    return facts;
  }

  /** Tells the server how the last order ended, until it has heard it. */
  private void tellTheEnd(DdiClient client) throws IOException, InterruptedException {
    Installation here = installation;
    if (here == null) {
      return;
    }
    SlotState state = here.state();
    if (state.told() || state.action().isEmpty()) {
      return;
    }
    switch (state.phase()) {
      case CONFIRMED -> {
        client.feedback(state.action(), Execution.CLOSED, "success", "confirmed");
        here.told();
      }
      case RETURNED, REFUSED -> {
        client.feedback(state.action(), Execution.CLOSED, "failure", state.reason());
        here.told();
      }
      case IDLE, DOWNLOADING, INSTALLING, STAGED, TRYING -> {}
    }
  }

  private void cancel(DdiClient client, java.net.URI link)
      throws IOException, InterruptedException {
    var numbers = client.cancel(link);
    Installation here = installation;
    boolean begun =
        here != null
            && here.state().action().equals(numbers.getLast())
            && here.state().trying().isPresent();
    if (begun) {
      client.cancelFeedback(numbers.getFirst(), Execution.REJECTED, "it is on trial already");
      return;
    }
    available = null;
    wanted = false;
    if (here != null && here.state().action().equals(numbers.getLast())) {
      here.begin(Phase.IDLE, "", "");
      here.told();
    }
    client.cancelFeedback(numbers.getFirst(), Execution.CLOSED, "it was not begun");
  }

  private void consider(DdiClient client, Offer offer) throws IOException, InterruptedException {
    Installation here = installation;
    if (here != null) {
      SlotState state = here.state();
      if (state.trying().isPresent()) {
        return;
      }
      Optional<Content> present = state.content(slot);
      if (present.map(c -> c.version().text().equals(offer.version())).orElse(false)) {
        client.feedback(offer.action(), Execution.CLOSED, "success", "it runs already");
        available = null;
        return;
      }
    }
    if (here != null && !wanted && ended(here.state(), offer)) {
      // A server that has not understood the end hears it again; nothing is fetched again.
      client.feedback(offer.action(), Execution.CLOSED, "failure", here.state().reason());
      return;
    }
    available = offer;
    if (!announced.equals(offer.action())) {
      announced = offer.action();
      fetchedBytes = 0;
      event(
          EventKind.UPDATE_AVAILABLE,
          "release " + offer.version() + " can be installed",
          "",
          offer.forced() || config.automatic() ? "install" : "waits for a person");
    }
    if (!offer.now() || !(offer.forced() || config.automatic() || wanted)) {
      return;
    }
    if (here == null) {
      problem = "this gateway was not installed from a release: there is no slot to install into";
      return;
    }
    wanted = true;
    install(client, here, offer);
  }

  private static boolean ended(SlotState state, Offer offer) {
    return state.action().equals(offer.action())
        && (state.phase() == Phase.REFUSED || state.phase() == Phase.RETURNED);
  }

  private void install(DdiClient client, Installation here, Offer offer)
      throws IOException, InterruptedException {
    SlotState state = here.state();
    if (!state.action().equals(offer.action()) || state.phase() != Phase.DOWNLOADING) {
      here.begin(Phase.DOWNLOADING, offer.version(), offer.action());
      client.feedback(offer.action(), Execution.PROCEEDING, "none", "downloading");
    }
    Path file = folder.resolve(offer.sha256() + ".part");
    Optional<Outcome.Refused> refused = room(offer);
    if (refused.isEmpty()) {
      fetch(client, offer, file);
      here.phase(Phase.INSTALLING, "");
      Outcome outcome = stage(here, file, false, Optional.of(offer.sha256()));
      Files.deleteIfExists(file);
      refused = outcome instanceof Outcome.Refused no ? Optional.of(no) : Optional.empty();
    }
    wanted = false;
    available = null;
    if (refused.isPresent()) {
      refuse(here, refused.get());
      client.feedback(offer.action(), Execution.CLOSED, "failure", here.state().reason());
      here.told();
      return;
    }
    client.feedback(offer.action(), Execution.PROCEEDING, "none", "verified, restarting");
    tryIt(here);
  }

  /** A file too large, or a disk too small, is refused before a byte is fetched. */
  private Optional<Outcome.Refused> room(Offer offer) throws IOException {
    if (offer.sizeBytes() > config.maxBytes()) {
      return Optional.of(
          new Outcome.Refused(Refusal.TOO_LARGE, "more than " + config.maxBytes() + " bytes"));
    }
    long needed = 2 * offer.sizeBytes();
    return Files.getFileStore(folder).getUsableSpace() < needed
        ? Optional.of(
            new Outcome.Refused(Refusal.STORAGE, "less than " + needed + " bytes are free"))
        : Optional.empty();
  }

  /** Fetches what is missing of the file, slice by slice; what was fetched survives a crash. */
  private void fetch(DdiClient client, Offer offer, Path file)
      throws IOException, InterruptedException {
    forgetOthers(file);
    try (var channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      long have = channel.size();
      if (have > offer.sizeBytes()) {
        channel.truncate(0);
        have = 0;
      }
      channel.position(have);
      int failed = 0;
      while (have < offer.sizeBytes()) {
        if (closed) {
          throw new IOException("the gateway stops");
        }
        byte[] slice;
        try {
          slice = client.slice(offer.download(), have, config.sliceBytes(), offer.sizeBytes());
          failed = 0;
        } catch (IOException e) {
          if (++failed == SLICE_ATTEMPTS) {
            throw e;
          }
          TimeUnit.MILLISECONDS.sleep(SLICE_PAUSE_MS << failed);
          continue;
        }
        for (var bytes = ByteBuffer.wrap(slice); bytes.hasRemaining(); ) {
          channel.write(bytes);
        }
        have += slice.length;
        fetchedBytes = have;
      }
      channel.force(true);
    }
  }

  private void forgetOthers(Path file) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path other : files.toList()) {
        if (String.valueOf(other.getFileName()).endsWith(".part") && !other.equals(file)) {
          Files.delete(other);
        }
      }
    }
  }

  /** Opened once, read once: what is verified is what is written. */
  private Outcome stage(Installation here, Path file, boolean downgrade, Optional<String> sha256)
      throws IOException {
    try (var channel =
            FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024)) {
      return here.stage(in, config.maxBytes(), downgrade, sha256);
    }
  }

  private void installFile(boolean downgrade) {
    Installation here = installation;
    if (here == null || here.state().trying().isPresent()) {
      problem = "there is no slot to install into";
      return;
    }
    here.begin(Phase.INSTALLING, "", "");
    here.told();
    Outcome outcome;
    try {
      outcome = stage(here, uploaded(), downgrade, Optional.empty());
      Files.deleteIfExists(uploaded());
    } catch (IOException e) {
      outcome = new Outcome.Refused(Refusal.STORAGE, String.valueOf(e.getMessage()));
    }
    if (outcome instanceof Outcome.Refused refused) {
      refuse(here, refused);
      here.told();
    } else {
      tryIt(here);
    }
  }

  private void refuse(Installation here, Outcome.Refused refused) {
    String why = refused.reason().word() + ": " + refused.detail();
    here.phase(Phase.REFUSED, why);
    event(
        refused.reason() == Refusal.STORAGE ? EventKind.RESOURCE_LOW : EventKind.UPDATE_REFUSED,
        "release " + here.state().release() + " was not taken: " + why,
        refused.reason().word(),
        "refused");
  }

  /** Whitelist control while the program runs: its files are still those that were signed. */
  private void checkOwnPrograms() {
    Installation here = installation;
    long now = System.nanoTime();
    if (here == null || altered || now - checkedNs < RECHECK.toNanos()) {
      return;
    }
    checkedNs = now;
    if (here.check(slot) instanceof SlotCheck.Verdict.Altered(String what)) {
      altered = true;
      event(
          EventKind.PROGRAM_ALTERED,
          "slot " + slot.word() + " was changed while it runs: " + what,
          "whitelist",
          "not started again");
    }
  }

  private void event(EventKind kind, String detail, String rule, String action) {
    LOG.info("updates: {}", detail);
    events.record(SecurityEvent.of(kind, clock.instant(), detail).ruled(rule, action));
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    LOG.debug("updates of {} stopped", gateway);
  }
}
