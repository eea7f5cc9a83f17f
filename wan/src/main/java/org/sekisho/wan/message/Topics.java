package org.sekisho.wan.message;

/** MQTT topics between one gateway and the head-end; a gateway may use its own only. */
public record Topics(String gateway) {
  /** Up: signed batches. */
  public String batch() {
    return "gw/" + gateway + "/batch";
  }

  /** Up: {@link WanMessage.LedgerReport}. */
  public String ledger() {
    return "gw/" + gateway + "/ledger";
  }

  /** Up: {@link WanMessage.Result}. */
  public String result() {
    return "gw/" + gateway + "/result";
  }

  /** Down: {@link WanMessage.Resume}. */
  public String resume() {
    return "gw/" + gateway + "/resume";
  }

  /** Down: {@link WanMessage.Order}. */
  public String command() {
    return "gw/" + gateway + "/command";
  }

  /** Down: {@link WanMessage.LedgerAnswer}. */
  public String ledgerAnswer() {
    return "gw/" + gateway + "/ledger-answer";
  }
}
