package org.sekisho.program;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A key manager that shows whatever identity is the present one, so that a listener goes on with
 * the renewed certificate at the next handshake without being opened again. Thread-safe when the
 * supplier is.
 */
public final class LiveKeyManager extends X509ExtendedKeyManager {
  /**
   * The alias carries the identity's serial, because the key is asked for after the chain and must
   * be the one of the same identity even when a renewal falls between the two.
   */
  private record Shown(String alias, TlsIdentity identity) {}

  private final Supplier<TlsIdentity> present;
  private volatile @Nullable Shown last;
  private volatile @Nullable Shown before;

  /** Follows the supplier, which must always have an identity. */
  public LiveKeyManager(Supplier<TlsIdentity> present) {
    this.present = present;
  }

  private synchronized String alias() {
    TlsIdentity identity = present.get();
    Shown shown = last;
    if (shown == null || shown.identity() != identity) {
      before = shown;
      shown = new Shown(identity.certificate().getSerialNumber().toString(16), identity);
      last = shown;
    }
    return shown.alias();
  }

  private @Nullable TlsIdentity identity(String alias) {
    Shown newest = last;
    if (newest != null && newest.alias().equals(alias)) {
      return newest.identity();
    }
    Shown older = before;
    return older != null && older.alias().equals(alias) ? older.identity() : null;
  }

  private @Nullable String aliasFor(String... keyTypes) {
    String own = present.get().key().getAlgorithm();
    for (String type : keyTypes) {
      if (type.equals(own) || type.startsWith(own + "_")) {
        return alias();
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyTypes);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    String alias = aliasFor(keyType);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return getServerAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    TlsIdentity identity = identity(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    TlsIdentity identity = identity(alias);
    return identity == null ? null : identity.key();
  }
}
