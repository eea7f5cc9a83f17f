package org.sekisho.guard.policy;

import java.util.List;

/**
 * Something that has to be said of the network defence, as a code with its values: whoever shows it
 * to people words it in their language.
 *
 * @param code what is said
 * @param values of the code's places, technical and the same in every language
 */
public record Remark(Code code, List<String> values) {
  /** Longest value in characters. */
  public static final int MAX_VALUE = 500;

  /**
   * What can be said, each with its English sentence for logs; places are {@code {0}}, {@code {1}}.
   */
  public enum Code {
    /** The interfaces differ. */
    OTHER_INTERFACES(0, "the interfaces and their sides are not those of the guard's file"),
    /** Service and port. */
    WAN_SERVICE(2, "service {0} opens {1} to the WAN, which the guard's file does not list"),
    /** A flow of a device. */
    FIELD_TO_WAN(0, "a device may go out to the WAN, which the guard's file does not allow"),
    /** Computers of the LAN. */
    LAN_TO_WAN(0, "the LAN may go out to the WAN, which the guard's file does not allow"),
    /** A forward. */
    PORT_FORWARD(0, "a port leads from the WAN inside, which the guard's file does not allow"),
    /** Name of the limit, its figure, the greatest. */
    LIMIT(3, "{0} is {1}, the guard's file allows at most {2}"),
    /** What must end first. */
    ON_TRIAL(0, "a policy is on trial: keep it or take it back first"),
    /** Too late to keep it. */
    NOT_ON_TRIAL(0, "no policy is on trial: its time is up, or it was taken back"),
    /** Number of the other. */
    OTHER_ON_TRIAL(1, "another policy is on trial: number {0}"),
    /** It ends by itself. */
    CANNOT_BE_KEPT(0, "what is open for a time cannot be kept"),
    /** The gateway itself, its centres, its routers. */
    NEVER_BLOCKED(0, "this address is never blocked"),
    /** How many. */
    BLOCKS_FULL(1, "{0} addresses are blocked already"),
    /** Name of the flow. */
    NO_SUCH_FLOW(1, "no flow for names is called {0}"),
    /** The address. */
    NOT_OUTSIDE(1, "{0} is not an address on the Internet"),
    /** Name of the flow, how many. */
    WAYS_FULL(2, "{0} leads to {1} addresses already"),
    /** What the kernel said. */
    KERNEL_REFUSED(1, "the kernel did not take the rules: {0}"),
    /** What the disk said. */
    NOT_KEPT(1, "the policy cannot be kept: {0}"),
    /** The objection, in English. */
    KEPT_BELOW_FLOOR(1, "the kept policy is below the floor: {0}"),
    /** What is wrong with its file. */
    KEPT_UNREADABLE(1, "the kept policy cannot be read: {0}"),
    /** The setting. */
    SETTING_UNKNOWN(1, "{0}: not known to this kernel"),
    /** The setting, its value. */
    SETTING_NOT_TAKEN(2, "{0} must be {1} and cannot be set"),
    /** The former policy holds. */
    NOT_CONFIRMED(0, "the policy was not confirmed in time; the former one holds again"),
    /** The filter is whole again. */
    TIME_IS_UP(0, "the time of the open filter is up; the former policy holds again"),
    /** Somebody else than the guard changed the kernel. */
    RULES_REMOVED(0, "somebody removed the rules; they were put back"),
    /** Said by the gateway's side of the channel, as are all below. */
    NO_GUARD(0, "no guard is configured"),
    /** There is no channel now. */
    NOT_CONNECTED(0, "the guard is not connected: the network defence is off"),
    /** The channel ended. */
    CLOSED(0, "the guard closed the connection"),
    /** Why there is no channel. */
    NOT_REACHED(1, "the guard cannot be reached: {0}"),
    /** The channel broke. */
    FAILED(0, "the connection to the guard failed"),
    /** What went wrong. */
    NO_ANSWER(1, "the guard gave no answer: {0}"),
    /** Seconds. */
    HOLDS_FOR(1, "holds for {0} s unless it is confirmed"),
    /** A person did. */
    TAKEN_BACK(0, "taken back by the maintainer"),
    /** Nothing to open. */
    OPEN_ALREADY(0, "this is open already"),
    /** Nothing to close. */
    NOT_OPEN(0, "this is not open"),
    /** Why the opening fits no policy. */
    DOES_NOT_FIT(1, "it does not fit the configuration: {0}");

    private final int places;
    private final String english;

    Code(int places, String english) {
      this.places = places;
      this.english = english;
    }

    /** How many values it has. */
    public int places() {
      return places;
    }
  }

  public Remark {
    values =
        values.stream().map(v -> v.length() > MAX_VALUE ? v.substring(0, MAX_VALUE) : v).toList();
    if (values.size() != code.places()) {
      throw new IllegalArgumentException(code + " has " + code.places() + " values");
    }
  }

  /** With the values of its places in turn. */
  public static Remark of(Code code, Object... values) {
    return new Remark(code, java.util.Arrays.stream(values).map(String::valueOf).toList());
  }

  /** The sentence with the values in its places. */
  public String worded(String sentence) {
    StringBuilder worded = new StringBuilder();
    int from = 0;
    for (int at = sentence.indexOf('{'); at >= 0; at = sentence.indexOf('{', from)) {
      worded.append(sentence, from, at).append(values.get(sentence.charAt(at + 1) - '0'));
      from = at + 3;
    }
    return worded.append(sentence, from, sentence.length()).toString();
  }

  /** In English, for logs. */
  @Override
  public String toString() {
    return worded(code.english);
  }
}
