package org.sekisho.guard.channel;

/**
 * The rules changed without a request.
 *
 * @param generation number of the policy now in force; 0 for the floor alone
 * @param why one English sentence
 */
public record PolicyReport(long generation, String why) implements Report {
  public PolicyReport {
    why = why.length() > 200 ? why.substring(0, 200) : why;
  }
}
