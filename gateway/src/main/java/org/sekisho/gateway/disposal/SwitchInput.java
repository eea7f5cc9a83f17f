package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a switch is active now. What cannot be read is not active, and is logged once. */
abstract class SwitchInput implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchInput.class);

  /** Length of {@code struct input_event} on 64-bit systems: two longs, two shorts, an int. */
  static final int EVENT_BYTES = 24;

  private static final int TYPE_AT = 16;
  private static final int EV_KEY = 1;
  private static final int EV_SW = 5;
  private static final int MAX_WORD_BYTES = 64;

  static SwitchInput of(DisposalConfig.Input input) {
    return switch (input) {
      case DisposalConfig.Input.WordInFile(Path file, String active) -> new InFile(file, active);
      case DisposalConfig.Input.Events(Path device, int code) -> new OfDevice(device, code);
    };
  }

  /** Whether it is active. */
  abstract boolean active();

  @Override
  public void close() {}

  /** Reads the file each time. */
  private static final class InFile extends SwitchInput {
    private final Path file;
    private final String word;
    private boolean told;

    InFile(Path file, String word) {
      this.file = file;
      this.word = word;
    }

    @Override
    boolean active() {
      try (InputStream in = Files.newInputStream(file)) {
        String text = new String(in.readNBytes(MAX_WORD_BYTES), StandardCharsets.UTF_8);
        told = false;
        return text.strip().equals(word);
      } catch (IOException e) {
        if (!told) {
          told = true;
          LOG.warn("input {} cannot be read: {}", file, e.toString());
        }
        return false;
      }
    }
  }

  /** Listens to the device on a thread of its own. */
  private static final class OfDevice extends SwitchInput {
    private final Path device;
    private final int code;
    private volatile boolean active;
    private volatile boolean closed;

    OfDevice(Path device, int code) {
      this.device = device;
      this.code = code;
      Thread.ofPlatform().daemon().name("input").start(this::listen);
    }

    @Override
    boolean active() {
      return active;
    }

    private void listen() {
      while (!closed) {
        try (InputStream in = Files.newInputStream(device)) {
          byte[] event = in.readNBytes(EVENT_BYTES);
          while (!closed && event.length == EVENT_BYTES) {
            take(event);
            event = in.readNBytes(EVENT_BYTES);
          }
        } catch (IOException e) {
          LOG.warn("input {} cannot be read: {}", device, e.toString());
        }
        try {
          Thread.sleep(1_000);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    private void take(byte[] event) {
      ByteBuffer fields = ByteBuffer.wrap(event).order(ByteOrder.nativeOrder());
      int type = fields.getShort(TYPE_AT);
      if ((type == EV_KEY || type == EV_SW) && fields.getShort(TYPE_AT + 2) == code) {
        active = fields.getInt(TYPE_AT + 4) != 0;
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
