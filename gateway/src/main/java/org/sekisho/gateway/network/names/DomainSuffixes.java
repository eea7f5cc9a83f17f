package org.sekisho.gateway.network.names;

import java.util.Collection;
import java.util.Set;

/** Names of which each stands for itself and for everything below it. Immutable. */
public final class DomainSuffixes {
  private final Set<String> suffixes;

  /**
   * Takes the names.
   *
   * @param suffixes as {@link DomainName} gives them
   */
  public DomainSuffixes(Collection<String> suffixes) {
    this.suffixes = Set.copyOf(suffixes);
  }

  /** Whether the name, in the form of {@link DomainName}, is one of them or below one. */
  public boolean cover(String name) {
    String rest = name;
    while (true) {
      if (suffixes.contains(rest)) {
        return true;
      }
      int dot = rest.indexOf('.');
      if (dot < 0) {
        return false;
      }
      rest = rest.substring(dot + 1);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DomainSuffixes that && suffixes.equals(that.suffixes);
  }

  @Override
  public int hashCode() {
    return suffixes.hashCode();
  }
}
