package org.sekisho.guard.channel;

import java.util.List;

/** What the guard answers to a {@link Request}. */
public sealed interface Answer extends GuardMessage {

  /**
   * The policy's rules are in the kernel.
   *
   * @param generation number of the policy, to be confirmed
   * @param confirmWithinS seconds left to confirm it; 0 when there is nothing to confirm
   */
  record Applied(long generation, int confirmWithinS) implements Answer {}

  /** It is done. */
  record Done() implements Answer {}

  /**
   * It was not done, and nothing changed.
   *
   * @param reason one English sentence; at most 500 characters
   */
  record Refused(String reason) implements Answer {
    public Refused {
      reason = cut(reason);
    }
  }

  /**
   * What holds at present.
   *
   * @param generation number of the policy in force; 0 for the floor alone
   * @param confirmWithinS seconds left to confirm it; 0 when it is confirmed
   * @param blocked addresses that are blocked
   * @param weaknesses what the kernel did not take, one sentence each; at most 64
   */
  record State(long generation, int confirmWithinS, int blocked, List<String> weaknesses)
      implements Answer {
    public State {
      weaknesses = weaknesses.stream().limit(64).map(Answer::cut).toList();
    }
  }

  private static String cut(String text) {
    return text.length() > 500 ? text.substring(0, 500) : text;
  }
}
