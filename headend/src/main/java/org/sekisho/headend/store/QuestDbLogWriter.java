package org.sekisho.headend.store;

import io.questdb.log.LogFactory;
import io.questdb.log.LogRecordUtf8Sink;
import io.questdb.log.LogWriter;
import io.questdb.mp.RingQueue;
import io.questdb.mp.SCSequence;
import io.questdb.mp.SynchronizedJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the database's errors on to our log. Made by the database itself, by the name in the file
 * that {@link QuestDbLog} writes; runs on the database's logging thread.
 */
public final class QuestDbLogWriter extends SynchronizedJob implements LogWriter {
  private static final Logger LOG = LoggerFactory.getLogger("org.sekisho.headend.store.QuestDb");

  private final RingQueue<LogRecordUtf8Sink> ring;
  private final SCSequence sequence;
  private final int level;

  /** The constructor that the database calls. */
  public QuestDbLogWriter(RingQueue<LogRecordUtf8Sink> ring, SCSequence sequence, int level) {
    this.ring = ring;
    this.sequence = sequence;
    this.level = level;
  }

  @Override
  public void bindProperties(LogFactory factory) {
    // There are no properties to bind.
  }

  @Override
  protected boolean runSerially() {
    return sequence.consumeAll(ring, this::write);
  }

  private void write(LogRecordUtf8Sink line) {
    if ((line.getLevel() & level) != 0 && LOG.isErrorEnabled()) {
      LOG.error("{}", line.toString().strip());
    }
  }
}
