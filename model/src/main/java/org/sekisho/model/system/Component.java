package org.sekisho.model.system;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One box of the system.
 *
 * @param id id; a device's user name on the field network, a program's name in its certificate
 * @param kind which box of the figure it is
 * @param name name
 * @param zone id of the zone it stands in
 * @param place id of the place it stands in
 * @param profile id of the device profile; there for devices only
 * @param owner id of the organisation that runs it; the zone's owner when absent
 * @param scope whether the analysis judges it (GUIDE-09)
 * @param physicalControl who can touch it (FEAT-01)
 * @param capability what protection it has room for (FEAT-02)
 * @param supportEnd the last day on which its maker mends it (FEAT-04)
 * @param update how its program is renewed
 * @param software programs and hardware in it
 * @param controls ids of the controls in place on it
 */
public record Component(
    String id,
    ComponentKind kind,
    LocalText name,
    String zone,
    Optional<String> place,
    Optional<String> profile,
    Optional<String> owner,
    Scope scope,
    PhysicalControl physicalControl,
    Capability capability,
    Optional<LocalDate> supportEnd,
    Update update,
    List<Software> software,
    Set<String> controls) {
  /** Whether an analysis judges a component. */
  public enum Scope {
    /** Judged (検証対象). */
    IN,
    /** Listed, not judged (検証対象外). */
    OUT
  }

  /** Who can touch a component. */
  public enum PhysicalControl {
    /** Not said. */
    UNKNOWN,
    /** Locked away, with watched access. */
    CONTROLLED,
    /** Among people who are known, such as at home. */
    LIMITED,
    /** Where strangers come to it. */
    EXPOSED
  }

  /** What protection a component has room for. */
  public enum Capability {
    /** Not said. */
    UNKNOWN,
    /** No room for encryption. */
    CLASS_0,
    /** Room for light protocols with pre-shared keys. */
    CLASS_1,
    /** Room for TLS or DTLS. */
    CLASS_2,
    /** No limits that matter. */
    FULL
  }

  /** How a component's program is renewed. */
  public enum Update {
    /** Not said. */
    UNKNOWN,
    /** Cannot be renewed. */
    NONE,
    /** By hand, on site. */
    LOCAL,
    /** Over the network. */
    REMOTE
  }

  /**
   * A program or a piece of hardware in a component.
   *
   * @param name name, such as that of a package
   * @param version version as its maker writes it
   */
  public record Software(String name, Optional<String> version) {}
}
