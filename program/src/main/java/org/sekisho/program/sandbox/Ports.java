package org.sekisho.program.sandbox;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * TCP ports that a confined program may use.
 *
 * @param any whether it may use every port; then none is named
 * @param numbers 0…65535; 0 in a list of listeners is a free one that the system chooses
 */
public record Ports(boolean any, SortedSet<Integer> numbers) {
  /** No port. */
  public static final Ports NONE = new Ports(false, Collections.emptySortedSet());

  /** Every port. */
  public static final Ports ANY = new Ports(true, Collections.emptySortedSet());

  private static final int LAST = 65_535;
  private static final String ANY_WORD = "any";

  public Ports {
    numbers = Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
  }

  /** With this one, too; what is no port is left out. */
  public Ports with(int number) {
    if (any || number < 0 || number > LAST) {
      return this;
    }
    var more = new TreeSet<>(numbers);
    more.add(number);
    return new Ports(false, more);
  }

  /** Whether everything that the other ones allow is allowed here. */
  public boolean holds(Ports other) {
    return any || (!other.any && numbers.containsAll(other.numbers));
  }

  /** For the status: the numbers, or {@code any}. */
  Object json() {
    return any ? ANY_WORD : numbers;
  }

  /** Numbers with a space between them, or {@code any}. */
  String words() {
    return any ? ANY_WORD : String.join(" ", numbers.stream().map(String::valueOf).toList());
  }

  /** Reads {@link #words()}; what is no number is left out. */
  static Ports parse(String words) {
    if (words.equals(ANY_WORD)) {
      return ANY;
    }
    Ports ports = NONE;
    for (String word : words.split(" ", -1)) {
      if (word.matches("[0-9]{1,5}")) {
        ports = ports.with(Integer.parseInt(word));
      }
    }
    return ports;
  }
}
