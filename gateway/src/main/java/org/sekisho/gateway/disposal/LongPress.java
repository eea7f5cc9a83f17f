package org.sekisho.gateway.disposal;

import java.time.Duration;

/**
 * Recognises a button that is held long enough, by monotonic time. It fires once and then waits
 * until the button is released; a button that is pressed when it is first seen counts only after a
 * release, because it may be stuck. One thread.
 */
public final class LongPress {
  private final long holdNs;
  private boolean released;
  private long sinceNs = -1;

  /** For a button that must be held that long. */
  public LongPress(Duration hold) {
    this.holdNs = hold.toNanos();
  }

  /** What is seen now; answers whether the button has just been held long enough. */
  public boolean see(boolean pressed, long nowNs) {
    if (!pressed) {
      released = true;
      sinceNs = -1;
      return false;
    }
    if (!released) {
      return false;
    }
    if (sinceNs < 0) {
      sinceNs = nowNs;
    }
    if (nowNs - sinceNs < holdNs) {
      return false;
    }
    released = false;
    sinceNs = -1;
    return true;
  }
}
