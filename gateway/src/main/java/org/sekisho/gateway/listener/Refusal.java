package org.sekisho.gateway.listener;

/** Why a message of a device was refused as a whole; the device is told by a reason code. */
public enum Refusal {
  /** No topic that this device may publish to. */
  UNKNOWN_TOPIC("unknown-topic", 0x87),
  /** A point that the device's profile does not have. */
  UNKNOWN_POINT("unknown-point", 0x87),
  /** A payload in which no values could be found. */
  MALFORMED("malformed", 0x99),
  /** The journal is full. */
  JOURNAL_FULL("journal-full", 0x97),
  /** Too much waits for the disk. */
  JOURNAL_BUSY("journal-busy", 0x97),
  /** The disk failed. */
  JOURNAL_FAILED("journal-failed", 0x80);

  private final String word;
  private final int code;

  Refusal(String word, int code) {
    this.word = word;
    this.code = code;
  }

  /** The word in metrics, logs and status. */
  public String word() {
    return word;
  }

  /** The MQTT 5 reason code of the PUBACK. */
  int code() {
    return code;
  }
}
