package org.sekisho.gateway.listener;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.journal.AppendResult;
import org.sekisho.model.reading.Reading;

/**
 * One PUBLISH of a device on its way into the journal. Owned by the connection's event loop; the
 * journal hands its result over through {@link LoopAnswers}.
 */
final class InboundMessage implements Consumer<AppendResult> {
  private final DeviceConnection connection;
  private final int packetId;
  private final int qos;
  private final int bytes;
  private List<Reading> readings = List.of();
  private @Nullable AppendResult result;
  private @Nullable Refusal refusal;
  private boolean settled;

  InboundMessage(DeviceConnection connection, int packetId, int qos, int bytes) {
    this.connection = connection;
    this.packetId = packetId;
    this.qos = qos;
    this.bytes = bytes;
  }

  void carries(List<Reading> its) {
    readings = its;
  }

  @Override
  public void accept(AppendResult appended) {
    result = appended;
    if (appended instanceof AppendResult.Committed) {
      // The journal tells of every commit when it has answered the whole group.
      connection.answers().addQuietly(this);
    } else {
      connection.answers().add(this);
    }
  }

  /** On the loop: the journal's result holds from now on. */
  void settle() {
    refusal =
        switch (result) {
          case AppendResult.Committed _ -> null;
          case AppendResult.Full _ -> Refusal.JOURNAL_FULL;
          case AppendResult.Busy _ -> Refusal.JOURNAL_BUSY;
          case AppendResult.Failed _ -> Refusal.JOURNAL_FAILED;
          case null -> null;
        };
    settled = true;
  }

  /** On the loop: settled without the journal. */
  void settle(@Nullable Refusal why) {
    refusal = why;
    settled = true;
  }

  DeviceConnection connection() {
    return connection;
  }

  int packetId() {
    return packetId;
  }

  int qos() {
    return qos;
  }

  int bytes() {
    return bytes;
  }

  List<Reading> readings() {
    return readings;
  }

  boolean isSettled() {
    return settled;
  }

  @Nullable Refusal refusal() {
    return refusal;
  }
}
