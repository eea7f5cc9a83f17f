package org.sekisho.guard.channel;

/** What bytes of the channel turned out to be. */
public sealed interface Decoded {

  /**
   * A message.
   *
   * @param number number of the request, or of the request that is answered; 0 for reports
   * @param message the message
   */
  record Frame(long number, GuardMessage message) implements Decoded {}

  /**
   * No message; the channel is closed then.
   *
   * @param reason what was wrong
   */
  record Malformed(String reason) implements Decoded {}
}
