package org.sekisho.headend.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sekisho.headend.database.HeadEndDatabase;
import org.sekisho.headend.store.ReadingStore;
import org.sekisho.model.reading.Reading;
import org.sekisho.program.Pem;
import org.sekisho.wan.batch.BatchCodec;
import org.sekisho.wan.batch.BatchHeader;
import org.sekisho.wan.batch.BatchPayload;
import org.sekisho.wan.batch.Bytes;
import org.sekisho.wan.message.WanMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes signed batches so that each has its effect exactly once: readings are durable first, then
 * the batch and the chain's position, then the gateway is told. After a crash between the two the
 * gateway sends again, and storing the readings again changes nothing. Thread-safe; batches of one
 * gateway must be given in the order in which they came.
 */
public final class Intake {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final HeadEndDatabase database;
  private final ChainBook book;
  private final ReadingStore store;
  private final Alarms alarms;
  private final DeviceOwners owners;
  private final InstantSource clock;
  private final Predicate<X509Certificate> isRevoked;
  private final Consumer<ReadingStore.StoredBatch> afterStored;
  private final Map<String, Gateway> gateways = new ConcurrentHashMap<>();
  private final Counter readingsStored;
  private final Counter batchesStored;
  private final Counter batchesRedelivered;
  private final Counter batchesRefused;
  private final Counter batchesOutOfOrder;

  /** What came of a batch. */
  public sealed interface Outcome {
    /** Stored, durably. */
    record Stored(int readings) implements Outcome {}

    /** Stored before; nothing changed. */
    record Redelivered() implements Outcome {}

    /** Not the next one; the gateway is told to go on from the position. */
    record OutOfOrder() implements Outcome {}

    /** Will never be taken; an alarm was raised. */
    record Refused(Alarm.Kind why) implements Outcome {}

    /** The fault is ours (a full disk, a stop): the gateway keeps it and sends it again. */
    record NotStored(String why) implements Outcome {}
  }

  /**
   * An intake.
   *
   * @param isRevoked says whether an older certificate of a gateway may still vouch for a batch
   * @param afterStored told of each batch after it is stored; must not block
   */
  public Intake(
      HeadEndDatabase database,
      ChainBook book,
      ReadingStore store,
      Alarms alarms,
      DeviceOwners owners,
      InstantSource clock,
      Predicate<X509Certificate> isRevoked,
      Consumer<ReadingStore.StoredBatch> afterStored,
      MeterRegistry metrics) {
    this.database = database;
    this.book = book;
    this.store = store;
    this.alarms = alarms;
    this.owners = owners;
    this.clock = clock;
    this.isRevoked = isRevoked;
    this.afterStored = afterStored;
    this.readingsStored = metrics.counter("sekisho.headend.readings.stored");
    this.batchesStored = metrics.counter("sekisho.headend.batches", "outcome", "stored");
    this.batchesRedelivered = metrics.counter("sekisho.headend.batches", "outcome", "redelivered");
    this.batchesRefused = metrics.counter("sekisho.headend.batches", "outcome", "refused");
    this.batchesOutOfOrder = metrics.counter("sekisho.headend.batches", "outcome", "out-of-order");
  }

  /** Takes a signed batch of a gateway whose session has this certificate; may block. */
  public CompletableFuture<Outcome> accept(
      String gateway, X509Certificate certificate, byte[] cose) {
    return gateway(gateway).accept(certificate, cose);
  }

  /** Where the gateway should go on: after the last batch that is stored or being stored. */
  public WanMessage.Resume resume(String gateway) {
    return gateway(gateway).resume();
  }

  /** Compares the gateway's side of the ledger with ours; a gap is an alarm. Blocks. */
  public WanMessage.LedgerAnswer compare(String gateway, WanMessage.LedgerReport report) {
    long now = clock.millis();
    WanMessage.LedgerAnswer answer =
        database.writeNow(
            db -> {
              long stored = ChainBook.storedUpTo(db, gateway, report.chain(), report.ackedBatch());
              long gap = report.delivered() - stored;
              long redelivered =
                  ChainBook.report(
                      db,
                      gateway,
                      report.chain(),
                      new ChainBook.Report(
                          report.delivered(),
                          report.waiting(),
                          report.dropped(),
                          gap,
                          Instant.ofEpochMilli(now)));
              return new WanMessage.LedgerAnswer(report.chain(), now, stored, redelivered, gap);
            });
    if (answer.gap() != 0) {
      alarms.raise(
          Alarm.Kind.LEDGER_GAP,
          gateway,
          "delivered minus stored is " + answer.gap() + " at batch " + report.ackedBatch());
    } else if (report.accepted() != report.delivered() + report.waiting() + report.dropped()) {
      alarms.raise(Alarm.Kind.LEDGER_GAP, gateway, "accepted is not delivered + waiting + dropped");
    }
    return answer;
  }

  private Gateway gateway(String id) {
    return gateways.computeIfAbsent(id, Gateway::new);
  }

  private CompletableFuture<Outcome> refused(Alarm.Kind why, String gateway, String detail) {
    batchesRefused.increment();
    alarms.raise(why, gateway, detail);
    return CompletableFuture.completedFuture(new Outcome.Refused(why));
  }

  /** SHA-256 of a certificate's DER form. */
  public static Bytes keyId(X509Certificate certificate) {
    try {
      return BatchCodec.sha256(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a verified certificate has a DER form", e);
    }
  }

  /**
   * The chain of one gateway. {@code ahead} is where the chain will be when everything in flight is
   * stored; when something fails it falls back to what the database has.
   */
  private final class Gateway {
    private record Place(Bytes chain, long number) {}

    private record InFlight(Bytes hash, CompletableFuture<Outcome> outcome) {}

    private final String id;
    private final ReentrantLock order = new ReentrantLock(true);
    private final Map<Place, InFlight> inFlight = new ConcurrentHashMap<>();
    private final Map<Bytes, X509Certificate> certificates = new HashMap<>();
    private volatile ChainBook.@Nullable Position ahead;

    Gateway(String id) {
      this.id = id;
      this.ahead = book.position(id).orElse(null);
    }

    WanMessage.Resume resume() {
      ChainBook.Position position = ahead;
      return position == null
          ? new WanMessage.Resume(Bytes.of(new byte[16]), 0, Bytes.ZERO_HASH)
          : new WanMessage.Resume(position.chain(), position.number(), position.hash());
    }

    CompletableFuture<Outcome> accept(X509Certificate certificate, byte[] cose) {
      return switch (BatchCodec.decode(cose)) {
        case BatchCodec.Decoded.Malformed(String reason) ->
            refused(Alarm.Kind.BATCH_MALFORMED, id, reason);
        case BatchCodec.Decoded.Batch batch -> {
          order.lock();
          try {
            yield place(certificate, cose, batch);
          } finally {
            order.unlock();
          }
        }
      };
    }

    private CompletableFuture<Outcome> place(
        X509Certificate certificate, byte[] cose, BatchCodec.Decoded.Batch batch) {
      BatchHeader header = batch.header();
      ChainBook.Position position = ahead;
      if (position != null && header.chain().equals(position.chain())) {
        if (header.number() <= position.number()) {
          return known(batch);
        }
        if (header.number() > position.number() + 1) {
          return outOfOrder(header, "after " + position.number());
        }
        if (!header.previous().equals(position.hash())) {
          return refused(
              Alarm.Kind.BATCH_UNLINKED, id, "batch " + header.number() + " names another before");
        }
      } else if (position != null && book.knows(id, header.chain())) {
        return known(batch);
      } else if (header.number() != 1) {
        return outOfOrder(header, "in a chain that is not known");
      }
      Optional<X509Certificate> signer = signer(certificate, header.keyId());
      if (signer.isEmpty() || !batch.signedBy(signer.get().getPublicKey())) {
        return refused(Alarm.Kind.BATCH_SIGNATURE, id, "batch " + header.number());
      }
      return switch (BatchPayload.decode(batch.payload(), id)) {
        case BatchPayload.Decoded.Malformed(String reason) ->
            refused(Alarm.Kind.BATCH_MALFORMED, id, reason);
        case BatchPayload.Decoded.Readings(List<Reading> readings) -> {
          String fault = fault(header, readings);
          if (fault != null) {
            yield refused(Alarm.Kind.BATCH_MALFORMED, id, fault);
          }
          if (header.number() == 1 && position != null) {
            alarms.raise(
                Alarm.Kind.CHAIN_RESTARTED,
                id,
                "after batch " + position.number() + " of the chain before");
          }
          yield store(signer.get(), cose, batch, readings);
        }
      };
    }

    private @Nullable String fault(BatchHeader header, List<Reading> readings) {
      if (readings.size() != header.count()) {
        return "another number of readings than the header says";
      }
      String foreign = null;
      for (Reading reading : readings) {
        if (reading.timeUs() < 0 || reading.timeUs() > ReadingStore.MAX_TIME_US) {
          return "a time before 1970 or after 9999";
        }
        String device = reading.point().device();
        if (foreign == null && !isOwn(device)) {
          foreign = device;
        }
      }
      if (foreign != null) {
        // Kept as evidence, shown to nobody: applications see a device through its own gateway.
        alarms.raise(Alarm.Kind.FOREIGN_DEVICE, id, "batch " + header.number());
      }
      return null;
    }

    private boolean isOwn(String device) {
      return id.equals(owners.gatewayOf(device));
    }

    private Optional<X509Certificate> signer(X509Certificate session, Bytes keyId) {
      X509Certificate cached = certificates.get(keyId);
      if (cached != null && (cached.equals(session) || !isRevoked.test(cached))) {
        return Optional.of(cached);
      }
      Bytes sessionKeyId = keyId(session);
      if (sessionKeyId.equals(keyId)) {
        remember(keyId, session);
        return Optional.of(session);
      }
      // Signed before the gateway's certificate was renewed.
      return book.certificate(id, keyId)
          .flatMap(
              der -> {
                try {
                  X509Certificate earlier = Pem.certificate(der);
                  return isRevoked.test(earlier) ? Optional.empty() : Optional.of(earlier);
                } catch (GeneralSecurityException e) {
                  return Optional.empty();
                }
              });
    }

    private void remember(Bytes keyId, X509Certificate certificate) {
      if (certificates.size() >= 4) {
        certificates.clear();
      }
      certificates.put(keyId, certificate);
    }

    private CompletableFuture<Outcome> known(BatchCodec.Decoded.Batch batch) {
      BatchHeader header = batch.header();
      InFlight pending = inFlight.get(new Place(header.chain(), header.number()));
      Bytes hash =
          pending == null
              ? book.hash(id, header.chain(), header.number()).orElse(null)
              : pending.hash;
      if (hash == null) {
        return outOfOrder(header, "of a chain that was given up");
      }
      if (!hash.equals(batch.hash())) {
        return refused(Alarm.Kind.BATCH_REPLACED, id, "batch " + header.number());
      }
      return pending == null
          ? redelivered(header)
          : pending.outcome.thenCompose(
              outcome ->
                  outcome instanceof Outcome.Stored
                      ? redelivered(header)
                      : CompletableFuture.completedFuture(outcome));
    }

    private CompletableFuture<Outcome> redelivered(BatchHeader header) {
      batchesRedelivered.increment();
      return database
          .write(
              db -> {
                ChainBook.countRedelivered(db, id, header.chain());
                return (Outcome) new Outcome.Redelivered();
              })
          .exceptionally(e -> new Outcome.NotStored(e.toString()));
    }

    private CompletableFuture<Outcome> outOfOrder(BatchHeader header, String where) {
      batchesOutOfOrder.increment();
      alarms.raise(
          Alarm.Kind.BATCH_OUT_OF_ORDER, id, "batch " + header.number() + " came " + where);
      return CompletableFuture.completedFuture(new Outcome.OutOfOrder());
    }

    private CompletableFuture<Outcome> store(
        X509Certificate signer,
        byte[] cose,
        BatchCodec.Decoded.Batch batch,
        List<Reading> readings) {
      BatchHeader header = batch.header();
      var stored = new ReadingStore.StoredBatch(id, header.chain().hex(), header.first(), readings);
      var outcome = new CompletableFuture<Outcome>();
      ahead = new ChainBook.Position(header.chain(), header.number(), batch.hash());
      var place = new Place(header.chain(), header.number());
      inFlight.put(place, new InFlight(batch.hash(), outcome));
      var _ =
          store
              .append(stored)
              .thenCompose(
                  _ ->
                      database.write(
                          db -> {
                            ChainBook.keepCertificate(db, id, header.keyId(), encoded(signer));
                            ChainBook.append(db, id, header, batch.hash(), cose, clock.millis());
                            return readings.size();
                          }))
              .whenComplete(
                  (count, fault) -> {
                    settle(place, fault);
                    if (fault == null) {
                      batchesStored.increment();
                      readingsStored.increment(count);
                      outcome.complete(new Outcome.Stored(count));
                      afterStored.accept(stored);
                    } else {
                      outcome.complete(new Outcome.NotStored(fault.toString()));
                    }
                  });
      return outcome;
    }

    /** Runs on the thread that writes the database, and takes no lock. */
    private void settle(Place place, @Nullable Throwable fault) {
      if (fault != null) {
        LOG.error("gateway {}: batch {} was not stored: {}", id, place.number, fault.toString());
        // What was placed after it cannot be stored either: each of them fails in its turn.
        ahead = book.position(id).orElse(null);
      }
      inFlight.remove(place);
    }

    private static byte[] encoded(X509Certificate certificate) {
      try {
        return certificate.getEncoded();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
