package org.sekisho.gateway.network.names;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who may resolve which names. Nothing is permitted by default to a device. Immutable. */
public final class NameRules {
  private final Map<String, List<Grant>> grants = new HashMap<>();
  private final DomainSuffixes deny;

  /**
   * Names that a device may resolve, and the flow that leads to their addresses.
   *
   * @param device component id
   * @param flow id of the flow
   * @param names the names with everything below them
   */
  public record Grant(String device, String flow, DomainSuffixes names) {}

  /** Why a name is refused. */
  enum Reason {
    /** It is on the list of names that nobody may resolve. */
    DENIED("name-denied", "which is on the list of denied names"),
    /** No flow of the device has it. */
    NOT_PERMITTED("name-not-permitted", "which it is not permitted to resolve"),
    /** The answer leads to an address inside. */
    REBINDING("name-rebinding", "and the answer leads to an address inside"),
    /** Nobody knows who asks. */
    STRANGER("name-unknown-device", "and is no device of the model");

    private final String id;
    private final String words;

    Reason(String id, String words) {
      this.id = id;
      this.words = words;
    }

    String id() {
      return id;
    }

    String words() {
      return words;
    }
  }

  /** What becomes of a question. */
  sealed interface Verdict {
    /**
     * It is answered.
     *
     * @param flows ids of the flows that are opened to the addresses
     */
    record Permitted(List<String> flows) implements Verdict {}

    /** It is refused. */
    record Refused(Reason reason) implements Verdict {}
  }

  /** Makes the rules. */
  public NameRules(List<Grant> grants, DomainSuffixes deny) {
    grants.forEach(
        grant -> this.grants.computeIfAbsent(grant.device(), _ -> new ArrayList<>()).add(grant));
    this.deny = deny;
  }

  Verdict judge(Asker asker, String name) {
    return switch (asker) {
      case Asker.Stranger _ -> new Verdict.Refused(Reason.STRANGER);
      case Asker.Computer _ ->
          isDenied(name) ? new Verdict.Refused(Reason.DENIED) : new Verdict.Permitted(List.of());
      case Asker.Device(String id) -> device(id, name);
    };
  }

  private Verdict device(String id, String name) {
    if (isDenied(name)) {
      return new Verdict.Refused(Reason.DENIED);
    }
    List<String> flows =
        grants.getOrDefault(id, List.of()).stream()
            .filter(grant -> grant.names().cover(name))
            .map(Grant::flow)
            .toList();
    return flows.isEmpty()
        ? new Verdict.Refused(Reason.NOT_PERMITTED)
        : new Verdict.Permitted(flows);
  }

  /** Whether nobody may resolve it, not even as another name of one that is permitted. */
  boolean isDenied(String name) {
    return deny.cover(name);
  }
}
