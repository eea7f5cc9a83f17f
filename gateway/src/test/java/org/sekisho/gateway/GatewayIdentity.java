package org.sekisho.gateway;

import java.security.cert.X509Certificate;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;

/** A gateway's identity under a root CA that lives for one test. */
public final class GatewayIdentity {
  private final TestAuthority authority = new TestAuthority();
  private final TlsIdentity identity;

  /** Of a gateway with that id. */
  public GatewayIdentity(String id) {
    this.identity = authority.issue(Role.GATEWAY, id);
  }

  /** The identity. */
  public TlsIdentity identity() {
    return identity;
  }

  /** The management of the same root. */
  public TlsIdentity management() {
    return authority.issue(Role.MANAGEMENT, "management");
  }

  /** The root. */
  public X509Certificate root() {
    return authority.root();
  }
}
