package org.sekisho.gateway.journal;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.sekisho.model.reading.Reading;

/**
 * Durable, encrypted store-and-forward journal (SYS-13, SYS-26): readings get consecutive numbers
 * from 1 in the order in which they are appended, and stay until they are forgotten.
 *
 * <p>At any time {@code accepted = forgotten + droppedByRule + lost + waiting}. One writing thread,
 * the journal thread, owns the database; all methods may be called from any thread.
 */
public interface Journal extends AutoCloseable {
  /** Most readings in one {@link #append}. */
  int MAX_READINGS_PER_APPEND = 1_000;

  /**
   * Queues the readings for the next group commit; never blocks.
   *
   * @param readings 1 to {@link #MAX_READINGS_PER_APPEND}; they are committed together or not at
   *     all
   * @param done called once, on the journal thread after the commit, or on the caller's thread when
   *     the readings are refused at once; must not block
   */
  void append(List<Reading> readings, Consumer<AppendResult> done);

  /**
   * Committed readings that still wait, in order and with consecutive numbers, from the first
   * waiting one at or after {@code fromNumber} up to the next that is forgotten, dropped or lost;
   * empty when there is none. Reads the disk: not for event loops.
   *
   * @param fromNumber reading number, from 1
   * @param maxReadings 1 or more
   */
  Slice read(long fromNumber, int maxReadings);

  /** Where the journal stands after the latest commit. */
  JournalCounts counts();

  /**
   * Deletes delivered readings, durably, and returns when that is committed; numbers that are
   * already gone are passed over and not counted twice.
   */
  default void forget(long first, long last) {
    inTransaction(
        transaction -> {
          transaction.forget(first, last);
          return Boolean.TRUE;
        });
  }

  /**
   * Runs the work on the journal thread in one durable transaction and waits for its commit; when
   * the work or the commit fails, all is rolled back and the failure is thrown as {@link
   * JournalException} (or as the work's own unchecked exception). Must not be called from the
   * journal thread.
   */
  <T> T inTransaction(Function<Transaction, T> work);

  /**
   * Calls the listener on the journal thread after each commit of readings, when all of them have
   * been answered; must not block.
   */
  void onCommitted(Runnable listener);

  /** Identity of this journal's numbering: 128 random bits, new when a journal is begun anew. */
  UUID chain();

  /** What was found when the journal was opened. */
  Opening opening();

  /** Commits what is queued, then closes; later calls are refused. */
  @Override
  void close();

  /** One transaction of the journal thread; not to be kept after the work has returned. */
  interface Transaction {
    /**
     * The database connection, inside the transaction. The work may keep tables of its own whose
     * names begin with {@code uplink_}; it must not commit, roll back or change pragmas.
     */
    java.sql.Connection connection();

    /**
     * Deletes delivered readings as part of this transaction and says how many of them were still
     * there.
     */
    long forget(long first, long last);
  }
}
