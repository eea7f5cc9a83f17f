package org.sekisho.program;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who a certificate speaks for, taken from its URI subject alternative name {@code
 * urn:sekisho:<role>:<id>} and from nothing else.
 *
 * @param role what the holder is
 * @param id its id in the system model, 1…64 characters of {@code [a-z0-9-]}, beginning with a
 *     letter or digit
 */
public record Peer(Role role, String id) {
  /** The form of an id. */
  public static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");

  private static final String PREFIX = "urn:sekisho:";
  private static final int URI_NAME = 6;

  public Peer {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not an id: " + id);
    }
  }

  /** The URI that stands in the certificate. */
  public String uri() {
    return PREFIX + role.word() + ":" + id;
  }

  /** The peer of that URI; empty for anything else. */
  public static Optional<Peer> parse(String uri) {
    if (!uri.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String rest = uri.substring(PREFIX.length());
    int colon = rest.indexOf(':');
    if (colon < 0 || !ID.matcher(rest.substring(colon + 1)).matches()) {
      return Optional.empty();
    }
    return Role.of(rest.substring(0, colon)).map(r -> new Peer(r, rest.substring(colon + 1)));
  }

  /**
   * The peer that the certificate names; empty when it names none or more than one, because two
   * names in one certificate would let a reader choose. Proves nothing by itself: the chain must
   * have been verified.
   */
  public static Optional<Peer> of(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return Optional.empty();
      }
      List<Peer> peers =
          names.stream()
              .filter(name -> name.get(0) instanceof Integer kind && kind == URI_NAME)
              .flatMap(name -> parse(String.valueOf(name.get(1))).stream())
              .toList();
      return peers.size() == 1 ? Optional.of(peers.getFirst()) : Optional.empty();
    } catch (CertificateParsingException e) {
      return Optional.empty();
    }
  }
}
