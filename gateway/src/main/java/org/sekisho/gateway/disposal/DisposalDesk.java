package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.disposal.Cause;
import org.sekisho.program.disposal.CompletionKey;
import org.sekisho.program.disposal.RemoteOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one place where it is decided that the gateway's secrets go, or that it is locked. Whatever
 * begins here is on disk when the method returns, and is finished by the next start. Thread-safe.
 */
public final class DisposalDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DisposalDesk.class);
  private static final JsonMapper JSON = new JsonMapper();

  private static final long ANSWER_MS = 500;

  private final String gateway;
  private final Path data;
  private final Path codeFile;
  private final DisposalConfig config;
  private final Supplier<Optional<TlsIdentity>> identity;
  private final EventSink events;
  private final InstantSource clock;
  private final Consumer<String> again;
  private final DisposalFolder folder;
  private final InputWatch inputs;
  private boolean begun;
  private boolean opened;

  /** How a request was answered. */
  public enum Answer {
    /** It has begun. */
    BEGUN,
    /** Another erasure has begun already. */
    BUSY,
    /** The gateway is locked: only the management may unlock or erase it. */
    LOCKED
  }

  /**
   * A desk.
   *
   * @param codeFile the one-time code for enrolment, which goes, too
   * @param again stops the gateway and starts it again, with the reason; must not block
   */
  public DisposalDesk(
      String gateway,
      Path data,
      Path codeFile,
      DisposalConfig config,
      Supplier<Optional<TlsIdentity>> identity,
      EventSink events,
      InstantSource clock,
      Consumer<String> again) {
    this.gateway = gateway;
    this.data = data;
    this.codeFile = codeFile;
    this.config = config;
    this.identity = identity;
    this.events = events;
    this.clock = clock;
    this.again = again;
    this.folder = new DisposalFolder(data);
    this.opened = Files.exists(openedFile());
    this.inputs = new InputWatch(config, this);
  }

  /**
   * Finishes an erasure that has begun, before anything of the data directory is opened; answers
   * whether there was one.
   */
  public static boolean finish(Path data, InstantSource clock) {
    if (!Files.isDirectory(data)) {
      return false;
    }
    return new Erasure(data, clock, random()).finish().isPresent();
  }

  /** Whether the gateway with this data directory is locked. */
  public static boolean isLocked(Path data) {
    return new DisposalFolder(data).locked().isPresent();
  }

  /** Prepares for the worst moment, tells of what was done before, and watches the inputs. */
  public DisposalDesk start() {
    prepare();
    tellOfLast();
    inputs.start();
    return this;
  }

  /** The gateway has this identity now: it vouches for the next certificate. */
  public synchronized void prepare() {
    if (begun) {
      return;
    }
    Optional<TlsIdentity> present = identity.get();
    boolean good =
        folder
            .readCompletion()
            .filter(key -> present.isEmpty() || key.vouchedForBy(present.get()))
            .isPresent();
    if (!good) {
      folder.writeCompletion(CompletionKey.make(present.orElse(null), clock.instant()));
    }
    if (present.isPresent()) {
      forgetTransfers();
    }
  }

  /**
   * A person at this machine wants it as it was delivered. The caller answers that person, then
   * calls {@link #takeEffect}.
   */
  public Answer reset(String operator) {
    return local(Cause.FACTORY_RESET, operator);
  }

  /** A person at this machine gives it to another owner; like {@link #reset}. */
  public Answer transfer(String operator) {
    return local(Cause.OWNERSHIP_TRANSFER, operator);
  }

  /** The button was held long enough. */
  void pressed() {
    Answer answer = local(Cause.FACTORY_RESET, "reset button");
    LOG.warn("the reset button was held: {}", answer);
    if (answer == Answer.BEGUN) {
      takeEffect("reset button");
    }
  }

  private Answer local(Cause cause, String operator) {
    if (folder.locked().isPresent()) {
      return Answer.LOCKED;
    }
    return begin(cause, operator, "", System.nanoTime());
  }

  /** What the tamper switch says at that time; the first look at an open case destroys the keys. */
  void caseIs(boolean open, long nowNs) {
    if (!open) {
      if (opened) {
        opened = false;
        delete(openedFile());
      }
      return;
    }
    if (!opened) {
      opened = true;
      if (begin(Cause.CASE_OPENED, "tamper switch", "", nowNs) == Answer.BEGUN) {
        takeEffect("the case was opened");
      }
    }
  }

  /** Obeys an order that was verified; answers what is told to the management. */
  public String obey(RemoteOrder order) {
    String by = "management: " + String.join(", ", order.by());
    switch (order.kind()) {
      case LOCK -> {
        folder.lock(clock.instant() + " " + order.id() + " " + by);
        folder.sawOrder(order.number());
        tell(EventKind.REMOTE_LOCK, "The gateway was locked by the management.", by, "locked");
      }
      case UNLOCK -> {
        folder.unlock();
        folder.sawOrder(order.number());
        tell(EventKind.REMOTE_UNLOCK, "The gateway was unlocked.", by, "unlocked");
      }
      case ERASE, TRANSFER -> {
        Cause cause =
            order.kind() == RemoteOrder.Kind.ERASE ? Cause.REMOTE_ERASE : Cause.OWNERSHIP_TRANSFER;
        Answer answer = begin(cause, by, order.id().toString(), System.nanoTime());
        folder.sawOrder(order.number());
        return answer == Answer.BEGUN ? "erasing" : "busy";
      }
    }
    return order.kind() == RemoteOrder.Kind.LOCK ? "locked" : "unlocked";
  }

  /** An order was refused: the number counts as seen when it was the management's. */
  void refused(RemoteOrder.Reception.Refused refused) {
    LOG.warn("a remote order was refused: {}", refused.reason());
    events.record(
        SecurityEvent.of(
                EventKind.PERMISSION_DENIED, clock.instant(), "A remote order was refused.")
            .ruled("remote-order", refused.reason()));
  }

  /** Stops and starts the gateway, so that what was obeyed takes effect. */
  public void takeEffect(String why) {
    again.accept(why);
  }

  /** The same a little later, so that an answer leaves before its listener closes. */
  public void takeEffectSoon(String why) {
    Thread.ofVirtual()
        .name("reset")
        .start(
            () -> {
              try {
                Thread.sleep(ANSWER_MS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              takeEffect(why);
            });
  }

  DisposalFolder folder() {
    return folder;
  }

  private synchronized Answer begin(Cause cause, String operator, String order, long askedNs) {
    if (begun || folder.isPending()) {
      return Answer.BUSY;
    }
    begun = true;
    List<Path> elsewhere = new ArrayList<>(config.also());
    elsewhere.add(codeFile.toAbsolutePath());
    new Erasure(data, clock, random())
        .begin(
            new Erasure.Wish(
                gateway,
                cause,
                operator,
                order,
                elsewhere,
                config.factorySettings(),
                config.settings(),
                config.fillBytes(),
                identity.get()),
            askedNs);
    if (cause == Cause.CASE_OPENED) {
      PrivateFiles.replace(openedFile(), new byte[0]);
    }
    return Answer.BEGUN;
  }

  /**
   * Does to a file of no worth what would be done to a key, so that no class is loaded and nothing
   * compiled for the first time when the case is opened.
   */
  void rehearse() {
    try {
      Path dummy = PrivateFiles.folder(data.resolve(SecretInventory.FOLDER)).resolve("rehearsal");
      String name = SecretInventory.FOLDER + "/rehearsal";
      var surface = new FileSurface(data);
      for (int i = 0; i < 20; i++) {
        Files.write(dummy, new byte[256]);
        int _ = SecretInventory.items(data).size();
        int _ = SecretInventory.keys(data).size();
        Surface.Written _ = surface.overwrite(name, random());
        surface.forceTogether(List.of(name));
        boolean _ = surface.punch(name);
        surface.remove(name);
        surface.settle();
      }
      byte[] note = new Erasure(data, clock, random()).note(gateway);
      PrivateFiles.replace(dummy, note);
      Files.delete(dummy);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the erasure was not rehearsed: {}", e.toString());
    }
  }

  /** Tells of an erasure that happened since the last start: the log itself went with it. */
  private void tellOfLast() {
    List<Path> all = folder.certificates().toList();
    if (all.isEmpty()) {
      return;
    }
    Path newest = all.getLast();
    Path told = data.resolve(SecretInventory.FOLDER).resolve("told");
    String id = String.valueOf(newest.getFileName());
    if (DisposalFolder.read(told)
        .map(b -> new String(b, java.nio.charset.StandardCharsets.UTF_8))
        .filter(id::equals)
        .isPresent()) {
      return;
    }
    JsonNode one = statement(newest);
    String cause = one.path("cause").asString("");
    // The log is the next owner's: it does not learn who the former one was.
    String operator =
        cause.equals(Cause.OWNERSHIP_TRANSFER.word()) ? "" : one.path("operator").asString("");
    if (cause.equals(Cause.CASE_OPENED.word())) {
      tell(EventKind.CASE_OPENED, "The case was opened.", operator, "keys destroyed");
    } else {
      tell(EventKind.FACTORY_RESET, "The gateway was reset.", operator, cause);
    }
    tell(
        EventKind.SECRETS_DESTROYED,
        "Secrets were destroyed: certificate " + one.path("id").asString("") + ".",
        operator,
        one.path("verification").path("result").asString(""));
    PrivateFiles.replace(told, id.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static JsonNode statement(Path certificate) {
    return DisposalFolder.read(certificate)
        .map(bytes -> JSON.readTree(bytes).path("certificate"))
        .orElse(JSON.createObjectNode());
  }

  /** The certificate of a transfer stays only until the new owner has enrolled the gateway. */
  private void forgetTransfers() {
    for (Path file : folder.certificates().toList()) {
      if (statement(file).path("cause").asString("").equals(Cause.OWNERSHIP_TRANSFER.word())) {
        try {
          var surface = new FileSurface(data);
          String name = data.relativize(file).toString();
          Surface.Written _ = surface.overwrite(name, random());
          surface.force(name);
          surface.remove(name);
          surface.settle();
        } catch (IOException e) {
          LOG.warn("the certificate of the transfer was not deleted: {}", e.toString());
        }
      }
    }
  }

  private void tell(EventKind kind, String detail, String account, String action) {
    events.record(
        SecurityEvent.of(kind, clock.instant(), detail)
            .account(account)
            .device(gateway)
            .ruled("disposal", action));
  }

  /** How things stand, for the status. */
  public Map<String, Object> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("locked", folder.locked().isPresent());
    status.put("pending", folder.isPending());
    status.put("last_order", folder.lastOrder());
    status.put("certificates_waiting", folder.outbox().size());
    List<Path> all = folder.certificates().toList();
    if (!all.isEmpty()) {
      JsonNode last = statement(all.getLast());
      status.put(
          "last_erasure",
          Map.of(
              "id", last.path("id").asString(""),
              "cause", last.path("cause").asString(""),
              "at", last.path("finished_at").asString(""),
              "result", last.path("verification").path("result").asString("")));
    }
    return status;
  }

  private Path openedFile() {
    return data.resolve(SecretInventory.FOLDER).resolve("opened");
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("{} was not deleted: {}", file, e.toString());
    }
  }

  /** What is written over secrets must not be guessed from what lies beside it. */
  private static SplittableRandom random() {
    return new SplittableRandom(new SecureRandom().nextLong());
  }

  /** The time by the gateway's clock. */
  Instant now() {
    return clock.instant();
  }

  @Override
  public void close() {
    inputs.close();
  }
}
