package org.sekisho.management.authority;

import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;

/** The host names and IP addresses that may stand in a certificate. */
public final class HostName {
  /** Most names in one certificate. */
  public static final int MAX_NAMES = 16;

  private static final Pattern DNS =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
              + "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  private HostName() {}

  /** Whether it is an IP address or a lower-case DNS name without wildcard. */
  public static boolean isValid(String name) {
    return IPAddress.isValid(name) || (DNS.matcher(name).matches() && !looksLikeAddress(name));
  }

  /** Whether there are few enough names and each is valid. */
  public static boolean areValid(List<String> names) {
    return names.size() <= MAX_NAMES && names.stream().allMatch(HostName::isValid);
  }

  static GeneralName general(String name) {
    return new GeneralName(
        IPAddress.isValid(name) ? GeneralName.iPAddress : GeneralName.dNSName, name);
  }

  /** {@code 1.2.3} and {@code 999.1.1.1} are mistyped addresses rather than names. */
  private static boolean looksLikeAddress(String name) {
    return name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }
}
