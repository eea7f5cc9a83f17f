package org.sekisho.management.inventory;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.program.Peer;

/**
 * A gateway, the head-end or an application, as the inventory knows it.
 *
 * @param names host names and IP addresses that its certificate may hold
 * @param version what it last reported, empty before
 * @param report the whole last report as JSON text, empty before
 * @param seen when it last reported, empty before
 */
public record Member(
    Peer peer,
    State state,
    List<String> names,
    Optional<String> version,
    Optional<String> report,
    Optional<Instant> seen) {
  /** Where a member stands. */
  public enum State {
    /** A code has been made, no certificate yet. */
    REGISTERED,
    /** It has had a certificate. */
    ENROLLED,
    /** All its certificates are revoked and it gets no other without a new code. */
    REVOKED
  }

  public Member {
    names = List.copyOf(names);
  }
}
