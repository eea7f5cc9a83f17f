package org.sekisho.home.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.HeadEndClient;
import org.sekisho.home.headend.Outcome;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends commands and follows each to its end: by the stream, and by asking when the stream says
 * nothing. At most {@link #MAX_UNDER_WAY} are followed at once; a further one is refused. Every
 * command is noted in the store with the name of the person. Thread-safe.
 */
public final class Commands implements AutoCloseable {
  /** Commands that may be under way at once. */
  public static final int MAX_UNDER_WAY = 64;

  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final Duration LIFE = Duration.ofSeconds(30);
  private static final Duration ASK_EVERY = Duration.ofSeconds(1);
  private static final Duration GIVE_UP = Duration.ofSeconds(90);

  private final HeadEndClient headEnd;
  private final HomeStore store;
  private final IntakeListener listener;
  private final InstantSource clock;
  private final Map<String, UnderWay> underWay = new LinkedHashMap<>();
  private final Map<String, CommandState> early =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CommandState> eldest) {
          return size() > MAX_UNDER_WAY;
        }
      };
  private boolean closed;
  private @Nullable Thread asker;

  private record UnderWay(CommandState state, String byWhom, Instant since) {}

  /** Follows commands by this head-end. */
  public Commands(
      HeadEndClient headEnd, HomeStore store, IntakeListener listener, InstantSource clock) {
    this.headEnd = headEnd;
    this.store = store;
    this.listener = listener;
    this.clock = clock;
  }

  /** Begins to ask for commands of which the stream says nothing. */
  public synchronized Commands start() {
    if (asker == null) {
      asker = Thread.ofVirtual().name("commands").start(this::ask);
    }
    return this;
  }

  /** Sends one; the answer is how far it came so far. The same key twice is the same command. */
  public Outcome<CommandState> send(UUID key, PointId point, Value value, String byWhom)
      throws InterruptedException {
    synchronized (this) {
      if (underWay.size() >= MAX_UNDER_WAY) {
        return new Outcome.Refused<>(429, "too many commands under way");
      }
    }
    Outcome<CommandState> sent = headEnd.command(key, point, value, LIFE);
    LOG.info("command {} := {} by {}: {}", point, value, byWhom, said(sent));
    if (!(sent instanceof Outcome.Answered<CommandState>(CommandState state))) {
      return sent;
    }
    CommandState present = state;
    synchronized (this) {
      CommandState heard = early.remove(state.id());
      if (heard != null) {
        present = heard;
      }
      if (!present.ended()) {
        underWay.put(state.id(), new UnderWay(present, byWhom, clock.instant()));
        notifyAll();
      }
    }
    store.command(present, byWhom);
    return new Outcome.Answered<>(present);
  }

  /** Takes what the stream or an answer says of a command. */
  public void heard(CommandState state) {
    UnderWay known;
    synchronized (this) {
      known = underWay.get(state.id());
      if (known == null) {
        // The stream may be faster than the answer to the request that made the command.
        early.put(state.id(), state);
        return;
      }
      if (state.ended()) {
        underWay.remove(state.id());
      } else {
        underWay.put(state.id(), new UnderWay(state, known.byWhom(), known.since()));
      }
    }
    if (state.ended()) {
      LOG.info("command {} ended: {} {}", state.point(), state.status(), state.reason());
      store.command(state, known.byWhom());
    }
    listener.command(state);
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = asker;
      notifyAll();
    }
    if (running != null) {
      running.interrupt();
      try {
        running.join(Duration.ofSeconds(3));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Runs on the thread of its own. */
  private void ask() {
    try {
      while (true) {
        List<UnderWay> asked;
        synchronized (this) {
          while (underWay.isEmpty() && !closed) {
            wait();
          }
          if (closed) {
            return;
          }
          asked = List.copyOf(underWay.values());
        }
        Thread.sleep(ASK_EVERY);
        for (UnderWay one : asked) {
          ask(one);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(UnderWay one) throws InterruptedException {
    CommandState before = one.state();
    synchronized (this) {
      if (!underWay.containsKey(before.id())) {
        return;
      }
    }
    Value value = before.value();
    Outcome<CommandState> answer =
        value == null
            ? new Outcome.Unreachable<>("a command without a value")
            : headEnd.command(before.id(), before.point(), value);
    if (answer instanceof Outcome.Answered<CommandState>(CommandState now)
        && !now.status().equals(before.status())) {
      heard(now);
    } else if (one.since().plus(GIVE_UP).isBefore(clock.instant())) {
      heard(new CommandState(before.id(), before.point(), value, "timeout", "no-answer", null));
    }
  }

  private static String said(Outcome<CommandState> outcome) {
    return outcome instanceof Outcome.Answered<CommandState>(CommandState state)
        ? state.status() + " " + state.id()
        : outcome.describe();
  }
}
