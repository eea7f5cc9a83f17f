package org.sekisho.program.release;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A release's version: one to four numbers, and a word for one that comes before it, such as {@code
 * 1.4.2} or {@code 2.0.0-rc.1}. Numbers are compared as numbers; one with a word is lower.
 *
 * @param text at most 64 characters
 */
public record Version(String text) implements Comparable<Version> {
  private static final int MAX_CHARS = 64;
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9}){0,3})(?:-([A-Za-z0-9]+(?:\\.[A-Za-z0-9]+)*))?");

  /** What is allowed, in words. */
  public static final String ALLOWED =
      "one to four numbers and optionally a word, such as 1.4.2 or 2.0.0-rc.1";

  public Version {
    if (text.length() > MAX_CHARS || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("a version is " + ALLOWED);
    }
  }

  /** The version of this text; empty when it is none. */
  public static Optional<Version> of(String text) {
    return text.length() <= MAX_CHARS && FORM.matcher(text).matches()
        ? Optional.of(new Version(text))
        : Optional.empty();
  }

  @Override
  public int compareTo(Version other) {
    List<Integer> own = numbers();
    List<Integer> its = other.numbers();
    for (int i = 0; i < Math.max(own.size(), its.size()); i++) {
      int difference =
          Integer.compare(i < own.size() ? own.get(i) : 0, i < its.size() ? its.get(i) : 0);
      if (difference != 0) {
        return difference;
      }
    }
    // Without a word is the release itself, higher than everything before it.
    if (word().isEmpty() || other.word().isEmpty()) {
      return Boolean.compare(word().isEmpty(), other.word().isEmpty());
    }
    return compareWords(word(), other.word());
  }

  private static int compareWords(String one, String two) {
    String[] own = one.split("\\.", -1);
    String[] its = two.split("\\.", -1);
    for (int i = 0; i < Math.min(own.length, its.length); i++) {
      boolean numbers =
          own[i].chars().allMatch(Character::isDigit)
              && its[i].chars().allMatch(Character::isDigit);
      int difference =
          numbers
              ? new BigInteger(own[i]).compareTo(new BigInteger(its[i]))
              : Comparator.<String>naturalOrder().compare(own[i], its[i]);
      if (difference != 0) {
        return difference;
      }
    }
    return Integer.compare(own.length, its.length);
  }

  private List<Integer> numbers() {
    return Stream.of(part(1).split("\\.", -1)).map(Integer::valueOf).toList();
  }

  private String word() {
    return part(2);
  }

  private String part(int group) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalStateException(text);
    }
    String found = m.group(group);
    return found == null ? "" : found;
  }

  @Override
  public String toString() {
    return text;
  }
}
