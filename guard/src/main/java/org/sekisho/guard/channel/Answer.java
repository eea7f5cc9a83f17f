package org.sekisho.guard.channel;

import java.util.List;
import org.sekisho.guard.policy.Remark;

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
   * @param reason why
   */
  record Refused(Remark reason) implements Answer {
    /** Refused for what this code says, with its values. */
    public static Refused of(Remark.Code code, Object... values) {
      return new Refused(Remark.of(code, values));
    }
  }

  /**
   * What holds at present.
   *
   * @param generation number of the policy in force; 0 for the floor alone
   * @param confirmWithinS seconds left to confirm it; 0 when it is confirmed
   * @param blocked addresses that are blocked
   * @param weaknesses what the kernel did not take; at most 64
   */
  record State(long generation, int confirmWithinS, int blocked, List<Remark> weaknesses)
      implements Answer {
    public State {
      weaknesses = weaknesses.stream().limit(64).toList();
    }
  }
}
