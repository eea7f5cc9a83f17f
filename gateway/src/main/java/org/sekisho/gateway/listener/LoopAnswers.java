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

  /** From any thread: the message has its answer. */
  void add(InboundMessage message) {
    answered.add(message);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
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
