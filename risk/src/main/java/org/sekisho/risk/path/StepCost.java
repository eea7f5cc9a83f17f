package org.sekisho.risk.path;

import java.util.Optional;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.EntryPoint;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.SystemModel;

/**
 * What a step costs an attacker, before the controls in place there add their effort. One unit is
 * about one thing that must be overcome. What a model does not say protects nothing.
 *
 * <table>
 * <caption>Entry point: 1, and the sum of</caption>
 * <tr><td>reach</td><td>internet 0; wan 1; field 2; local 3; physical: by the component's physical
 *   control, exposed or unknown 1, limited 2, controlled 4</td></tr>
 * <tr><td>the greater of access and authentication</td><td>access: none 0; user 1; maintainer,
 *   partner, possession 2. Authentication: unknown, none, server 0; password, token, shared key 1;
 *   certificate 2; multi-factor 3</td></tr>
 * <tr><td>encryption</td><td>unknown, none 0; any 1</td></tr>
 * </table>
 *
 * <table>
 * <caption>Link: 1, and the sum of</caption>
 * <tr><td>authentication that the attacked end asks for</td><td>the accepting end: unknown, none,
 *   server 0; password, token, shared key 1; certificate 2; multi-factor 3. The opening end asks for
 *   the server's: unknown, none 0; shared key 1; otherwise 2</td></tr>
 * <tr><td>encryption</td><td>unknown, none, or weak 0; link layer 1; others 1, when sound 2</td></tr>
 * <tr><td>against the opening</td><td>1 when the attacked end opens the connection: it must come by
 *   itself, and only answers reach it</td></tr>
 * <tr><td>against the content</td><td>1 when content flows from the attacked end only</td></tr>
 * <tr><td>boundary</td><td>1 for another zone, 1 for another owner</td></tr>
 * </table>
 *
 * <p>An attacker at either end of a link can use it: from a client that he holds he can attack the
 * server, with the client's own credentials once he has taken them; from a server that he holds he
 * can answer its clients as he likes. That is why authentication makes a step dearer and never
 * closes it, and why a link joins both ways whatever its direction.
 *
 * <p>A component costs nothing by itself: the link or entry point before it is what keeps him out,
 * together with the controls on it.
 */
public final class StepCost {
  private static final int OPEN = 1;

  private StepCost() {}

  /** Cost of using an entry point on this component. */
  public static int entry(EntryPoint entry, Component on) {
    return OPEN
        + reach(entry.reach(), on.physicalControl())
        + Math.max(access(entry.access()), ofClient(entry.authentication()))
        + (entry.encryption() == Link.Encryption.UNKNOWN
                || entry.encryption() == Link.Encryption.NONE
            ? 0
            : 1);
  }

  /**
   * Cost of going over a link, boundary included.
   *
   * @param forward whether the attacker holds the end that opens the connection
   */
  public static int link(SystemModel model, Link link, boolean forward) {
    boolean againstContent =
        link.direction() == (forward ? Link.Direction.BACK : Link.Direction.FORWARD);
    return OPEN
        + (forward ? ofClient(link.authentication()) : ofServer(link.authentication()))
        + encryption(link)
        + (forward ? 0 : 1)
        + (againstContent ? 1 : 0)
        + boundaries(model, link);
  }

  /** How many boundaries a link crosses: 1 for another zone, 1 for another owner. */
  public static int boundaries(SystemModel model, Link link) {
    Component from = model.component(link.from());
    Component to = model.component(link.to());
    if (from == null || to == null) {
      return 0;
    }
    Optional<String> owner = model.ownerOf(from);
    return (from.zone().equals(to.zone()) ? 0 : 1) + (owner.equals(model.ownerOf(to)) ? 0 : 1);
  }

  private static int reach(EntryPoint.Reach reach, Component.PhysicalControl control) {
    return switch (reach) {
      case INTERNET -> 0;
      case WAN -> 1;
      case FIELD -> 2;
      case LOCAL -> 3;
      case PHYSICAL ->
          switch (control) {
            case UNKNOWN, EXPOSED -> 1;
            case LIMITED -> 2;
            case CONTROLLED -> 4;
          };
    };
  }

  private static int access(EntryPoint.Access access) {
    return switch (access) {
      case NONE -> 0;
      case USER -> 1;
      case MAINTAINER, PARTNER, POSSESSION -> 2;
    };
  }

  private static int ofClient(Link.Authentication authentication) {
    return switch (authentication) {
      case UNKNOWN, NONE, SERVER -> 0;
      case PASSWORD, TOKEN, SHARED_KEY -> 1;
      case CERTIFICATE -> 2;
      case MULTI_FACTOR -> 3;
    };
  }

  private static int ofServer(Link.Authentication authentication) {
    return switch (authentication) {
      case UNKNOWN, NONE -> 0;
      case SHARED_KEY -> 1;
      case SERVER, PASSWORD, CERTIFICATE, TOKEN, MULTI_FACTOR -> 2;
    };
  }

  private static int encryption(Link link) {
    boolean weak = link.strength() == Link.Strength.WEAK;
    return switch (link.encryption()) {
      case UNKNOWN, NONE -> 0;
      case LINK_LAYER -> weak ? 0 : 1;
      case TLS, DTLS, QUIC, SSH, VPN, CONTENT ->
          switch (link.strength()) {
            case WEAK -> 0;
            case UNKNOWN -> 1;
            case SOUND -> 2;
          };
    };
  }
}
