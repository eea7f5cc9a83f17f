package org.sekisho.risk.treatment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is said of findings, found by a finding's id in a time that does not grow with how much is
 * said. Immutable.
 */
final class ByFinding<T extends ForFindings> {
  private final Map<String, List<T>> said = new HashMap<>();
  private int shortest = Integer.MAX_VALUE;
  private int longest;

  ByFinding(List<T> all) {
    for (T one : all) {
      said.computeIfAbsent(one.finding(), _ -> new ArrayList<>()).add(one);
      if (one.wildcard()) {
        int length = one.finding().length() - 1;
        shortest = Math.min(shortest, length);
        longest = Math.max(longest, length);
      }
    }
  }

  /** What is said of the finding: by its id first, then by its beginnings, the longest first. */
  List<T> of(String id) {
    List<T> found = new ArrayList<>(said.getOrDefault(id, List.of()));
    for (int length = Math.min(longest, id.length()); length >= shortest; length--) {
      found.addAll(said.getOrDefault(id.substring(0, length) + "*", List.of()));
    }
    return found;
  }
}
