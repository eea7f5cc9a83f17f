package org.sekisho.program.access;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One admitted try. Until it is answered it takes up one of the tries of its account and its
 * source, so that parallel sessions get no more tries than one. Only the first answer counts.
 * Thread-safe.
 */
public final class Attempt implements AutoCloseable {
  private final LockoutEngine engine;
  private final LockoutEngine.Held held;
  private final AtomicBoolean answered = new AtomicBoolean();

  Attempt(LockoutEngine engine, LockoutEngine.Held held) {
    this.engine = engine;
    this.held = held;
  }

  /** It was right: the account starts afresh; the source's wrong tries stay counted. */
  public void right() {
    if (answered.compareAndSet(false, true)) {
      engine.right(held);
    }
  }

  /** It was wrong; answers whether this one closed a lock. */
  public boolean wrong() {
    return answered.compareAndSet(false, true) && engine.wrong(held);
  }

  /** Gives the try back when it was not judged (too busy, say). */
  @Override
  public void close() {
    if (answered.compareAndSet(false, true)) {
      engine.unjudged(held);
    }
  }
}
