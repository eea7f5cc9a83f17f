package org.sekisho.gateway.disposal;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the tamper switch and the reset button every few milliseconds, on its own thread. */
final class InputWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InputWatch.class);

  private final DisposalConfig config;
  private final DisposalDesk desk;
  private final CountDownLatch closed = new CountDownLatch(1);

  InputWatch(DisposalConfig config, DisposalDesk desk) {
    this.config = config;
    this.desk = desk;
  }

  InputWatch start() {
    if (config.tamper().isPresent() || config.button().isPresent()) {
      Thread.ofPlatform().daemon().name("inputs").start(this::run);
    }
    return this;
  }

  private void run() {
    Optional<SwitchInput> tamper = config.tamper().map(SwitchInput::of);
    Optional<SwitchInput> button = config.button().map(SwitchInput::of);
    var press = new LongPress(config.hold());
    if (tamper.isPresent()) {
      desk.rehearse();
    }
    try {
      do {
        long now = System.nanoTime();
        try {
          tamper.ifPresent(input -> desk.caseIs(input.active(), now));
          if (button.isPresent() && press.see(button.get().active(), now)) {
            desk.pressed();
          }
        } catch (RuntimeException e) {
          LOG.error("an input was not obeyed", e);
        }
      } while (!closed.await(config.poll().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      tamper.ifPresent(SwitchInput::close);
      button.ifPresent(SwitchInput::close);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
