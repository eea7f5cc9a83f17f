package org.sekisho.gateway.listener;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings the journal's answers to one event loop: however many messages a group commit answers, the
 * loop is woken once and each connection is written once.
 */
final class LoopAnswers {
  private final EventLoop loop;
  private final ConcurrentLinkedQueue<InboundMessage> answered = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final List<DeviceConnection> touched = new ArrayList<>();

  LoopAnswers(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  /** From any thread: the message has its answer, and the loop is told at once. */
  void add(InboundMessage message) {
    answered.add(message);
    wake();
  }

  /**
   * From any thread: the message has its answer; the loop is told with the next {@link #wake}, so
   * that it is not woken for the first answer of a group only to be woken again for the others.
   */
  void addQuietly(InboundMessage message) {
    answered.add(message);
  }

  /** From any thread: the loop looks after what was added. */
  void wake() {
    if (!answered.isEmpty() && !scheduled.get() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::drain);
    }
  }

  private void drain() {
    scheduled.set(false);
    for (InboundMessage message = answered.poll(); message != null; message = answered.poll()) {
      message.settle();
      DeviceConnection connection = message.connection();
      connection.count(message);
      if (connection.markTouched()) {
        touched.add(connection);
      }
    }
    for (DeviceConnection connection : touched) {
      connection.answer();
    }
    touched.clear();
  }
}
