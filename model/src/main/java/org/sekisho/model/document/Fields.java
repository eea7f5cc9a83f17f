package org.sekisho.model.document;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a document while it is read into a record: each accessor names its key, checks
 * type and range, and notes a problem instead of failing at the first one.
 *
 * <p>A value that had a problem is replaced by a harmless stand-in, so nothing may be done with the
 * record before {@link #finish()} on the root has returned. Not thread-safe.
 */
public final class Fields {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(us|ms|s|m|min|h|d)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");
  private static final String MISSING = "missing";

  private final String file;
  private final Node.Mapping mapping;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();
  private final List<Fields> children = new ArrayList<>();

  Fields(String file, Node.Mapping mapping) {
    this(file, mapping, new ArrayList<>());
  }

  private Fields(String file, Node.Mapping mapping, List<Problem> problems) {
    this.file = file;
    this.mapping = mapping;
    this.problems = problems;
  }

  /** Name of the document. */
  public String file() {
    return file;
  }

  /** Line of this mapping, from 1. */
  public int line() {
    return mapping.line();
  }

  /** The mapping as it stands in the document. */
  public Node.Mapping mapping() {
    return mapping;
  }

  /** Whether the key is there with a value. */
  public boolean has(String key) {
    known.add(key);
    Node.Entry entry = mapping.entries().get(key);
    return entry != null && !(entry.value() instanceof Node.Scalar scalar && scalar.isNull());
  }

  /**
   * The keys of this mapping in the order of the document; reading them makes all of them known.
   */
  public List<String> keys() {
    known.addAll(mapping.entries().keySet());
    return List.copyOf(mapping.entries().keySet());
  }

  /** A text that must be there and must not be empty. */
  public String text(String key) {
    return require(key, "a text").orElse(MISSING);
  }

  /** A text, or the default. */
  public String text(String key, String otherwise) {
    return scalar(key, "a text").orElse(otherwise);
  }

  /** A text that may be absent. */
  public Optional<String> optionalText(String key) {
    return scalar(key, "a text");
  }

  /** A text of the given form that must be there; {@code allowed} says the form in words. */
  public String text(String key, Pattern form, String allowed) {
    Optional<String> text = require(key, allowed);
    if (text.isPresent() && !form.matcher(text.get()).matches()) {
      problem(key, "'" + text.get() + "' is not allowed: " + allowed);
    }
    return text.orElse(MISSING);
  }

  /** A value built from a text; the builder says what is wrong by IllegalArgumentException. */
  public <T> Optional<T> parsed(String key, String allowed, Function<String, T> parse) {
    return scalar(key, allowed)
        .flatMap(
            text -> {
              try {
                return Optional.of(parse.apply(text));
              } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
                problem(key, "'" + text + "' is not allowed: " + allowed);
                return Optional.empty();
              }
            });
  }

  /** A whole number in a closed range, or the default. */
  public int integer(String key, int otherwise, int min, int max) {
    return (int) whole(key, otherwise, min, max);
  }

  /** A whole number in a closed range, or the default. */
  public long whole(String key, long otherwise, long min, long max) {
    String allowed = "a whole number from " + min + " to " + max;
    Optional<Long> value = parsed(key, allowed, Long::valueOf);
    if (value.isPresent() && (value.get() < min || value.get() > max)) {
      problem(key, value.get() + " is out of range: " + allowed);
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  /** A finite number, or the default. */
  public double number(String key, double otherwise) {
    return parsed(key, "a number", Fields::finite).orElse(otherwise);
  }

  /** A finite number that may be absent. */
  public Optional<Double> optionalNumber(String key) {
    return parsed(key, "a number", Fields::finite);
  }

  /** {@code true} or {@code false}, or the default. */
  public boolean flag(String key, boolean otherwise) {
    return parsed(
            key,
            "true or false",
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw new IllegalArgumentException(text);
                })
        .orElse(otherwise);
  }

  /** A time span such as {@code 250ms}, {@code 30s}, {@code 5m}, {@code 24h}, {@code 90d}. */
  public Duration duration(String key, Duration otherwise, Duration min, Duration max) {
    String allowed =
        "a time span from " + show(min) + " to " + show(max) + ", such as 250ms, 30s, 5m, 24h, 90d";
    Optional<Duration> value = parsed(key, allowed, Fields::duration);
    if (value.isPresent() && (value.get().compareTo(min) < 0 || value.get().compareTo(max) > 0)) {
      problem(key, show(value.get()) + " is out of range: " + allowed);
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  /** A time span that may be absent. */
  public Optional<Duration> optionalDuration(String key) {
    return parsed(key, "a time span such as 250ms, 30s, 5m, 24h, 90d", Fields::duration);
  }

  /** A day such as {@code 2031-03-31} in the years 1970 to 9999 that may be absent. */
  public Optional<LocalDate> optionalDay(String key) {
    return parsed(key, "a day from 1970 to 9999, such as 2031-03-31", Fields::day);
  }

  /** A size in bytes such as {@code 64KiB} or {@code 2GiB}. */
  public long sizeBytes(String key, long otherwise, long min, long max) {
    String allowed = "a size from " + min + " to " + max + " bytes, such as 512B, 64KiB, 2GiB";
    Optional<Long> value = parsed(key, allowed, Fields::bytes);
    if (value.isPresent() && (value.get() < min || value.get() > max)) {
      problem(key, value.get() + " is out of range: " + allowed);
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  /** One of an enum's constants, written in dashed lower case, that must be there. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    E first = type.getEnumConstants()[0];
    if (!has(key)) {
      problem("'" + key + "' is missing: " + Choices.of(type).allowed());
      return first;
    }
    return choice(key, first);
  }

  /** One of an enum's constants, written in dashed lower case, or the default. */
  public <E extends Enum<E>> E choice(String key, E otherwise) {
    Class<E> type = otherwise.getDeclaringClass();
    Choices choices = Choices.of(type);
    return parsed(key, choices.allowed(), text -> type.cast(choices.named(text))).orElse(otherwise);
  }

  /** A path, resolved against the document's folder; must be there. */
  public Path path(String key) {
    return resolve(text(key));
  }

  /** A path, resolved against the document's folder. */
  public Optional<Path> optionalPath(String key) {
    return optionalText(key).map(this::resolve);
  }

  /** A mapping under the key; an absent one reads as empty, so that defaults apply. */
  public Fields section(String key) {
    if (!has(key)) {
      return child(new Node.Mapping(java.util.Map.of(), mapping.line(), mapping.column()));
    }
    return switch (value(key)) {
      case Node.Mapping found -> child(found);
      case Node other -> {
        problem(other, "'" + key + "' must be a mapping (key: value)");
        yield child(new Node.Mapping(java.util.Map.of(), other.line(), other.column()));
      }
    };
  }

  /** A list of mappings under the key; an absent one is empty. */
  public List<Fields> sections(String key) {
    List<Fields> found = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof Node.Mapping one) {
        found.add(child(one));
      } else {
        problem(item, "each item of '" + key + "' must be a mapping (key: value)");
      }
    }
    return found;
  }

  /** A list of texts under the key; an absent one is empty. */
  public List<String> texts(String key) {
    List<String> found = new ArrayList<>();
    for (Node item : items(key)) {
      if (item instanceof Node.Scalar scalar && !scalar.isNull()) {
        found.add(scalar.text());
      } else {
        problem(item, "each item of '" + key + "' must be a text");
      }
    }
    return found;
  }

  /** A list of numbers under the key; an absent one is empty. */
  public List<Double> numbers(String key) {
    List<Double> found = new ArrayList<>();
    for (Node item : items(key)) {
      try {
        if (item instanceof Node.Scalar scalar) {
          found.add(finite(scalar.text()));
          continue;
        }
      } catch (IllegalArgumentException e) {
        // Falls through to the problem below: same words for a text and for a mapping.
      }
      problem(item, "each item of '" + key + "' must be a number");
    }
    return found;
  }

  /** Notes a problem at the key's value, or at this mapping when the key is absent. */
  public void problem(String key, String message) {
    Node.Entry entry = mapping.entries().get(key);
    problem(entry == null ? mapping : entry.value(), "'" + key + "': " + message);
  }

  /** Notes a problem at this mapping. */
  public void problem(String message) {
    problem(mapping, message);
  }

  /** Whether no problem has been noted in the whole document so far. */
  public boolean sound() {
    return problems.isEmpty();
  }

  /** Reports unknown keys of this mapping and all below it, then throws when anything was wrong. */
  public void finish() {
    noteUnknownKeys();
    if (!problems.isEmpty()) {
      problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
      throw new DocumentException(problems);
    }
  }

  private void noteUnknownKeys() {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (!known.contains(key)) {
                problems.add(
                    new Problem(
                        file,
                        entry.line(),
                        entry.column(),
                        "unknown key '" + key + "'; allowed here: " + String.join(", ", known)));
              }
            });
    children.forEach(Fields::noteUnknownKeys);
  }

  private Fields child(Node.Mapping found) {
    var child = new Fields(file, found, problems);
    children.add(child);
    return child;
  }

  private List<Node> items(String key) {
    if (!has(key)) {
      return List.of();
    }
    return switch (value(key)) {
      case Node.Sequence sequence -> sequence.items();
      case Node other -> {
        problem(other, "'" + key + "' must be a list");
        yield List.of();
      }
    };
  }

  private Optional<String> require(String key, String allowed) {
    if (!has(key)) {
      problem("'" + key + "' is missing: " + allowed);
      return Optional.empty();
    }
    Optional<String> text = scalar(key, allowed);
    if (text.isPresent() && text.get().isEmpty()) {
      problem(key, "must not be empty: " + allowed);
      return Optional.empty();
    }
    return text;
  }

  private Optional<String> scalar(String key, String allowed) {
    if (!has(key)) {
      return Optional.empty();
    }
    return switch (value(key)) {
      case Node.Scalar scalar -> Optional.of(scalar.text());
      case Node other -> {
        problem(other, "'" + key + "' must be " + allowed);
        yield Optional.empty();
      }
    };
  }

  private Node value(String key) {
    Node.@Nullable Entry entry = mapping.entries().get(key);
    return entry == null ? mapping : entry.value();
  }

  private void problem(Node at, String message) {
    problems.add(new Problem(file, at.line(), at.column(), message));
  }

  private Path resolve(String text) {
    Path folder = Path.of(file).toAbsolutePath().getParent();
    try {
      return folder == null ? Path.of(text) : folder.resolve(text).normalize();
    } catch (java.nio.file.InvalidPathException e) {
      problem("'" + text + "' is not a path");
      return Path.of(MISSING);
    }
  }

  private static double finite(String text) {
    double value = Double.parseDouble(text);
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  private static Duration duration(String text) {
    Matcher m = DURATION.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "us" -> Duration.ofNanos(Math.multiplyExact(n, 1000L));
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "h" -> Duration.ofHours(n);
      case "d" -> Duration.ofDays(n);
      default -> Duration.ofMinutes(n);
    };
  }

  private static LocalDate day(String text) {
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() < 1970 || day.getYear() > 9999) {
        throw new IllegalArgumentException(text);
      }
      return day;
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static long bytes(String text) {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(text);
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "KiB" -> Math.multiplyExact(n, 1024L);
      case "MiB" -> Math.multiplyExact(n, 1024L * 1024);
      case "GiB" -> Math.multiplyExact(n, 1024L * 1024 * 1024);
      case null, default -> n;
    };
  }

  private static String show(Duration d) {
    if (d.toMillis() % 1000 != 0) {
      return d.toMillis() + "ms";
    }
    long s = d.toSeconds();
    if (s >= 86_400 && s % 86_400 == 0) {
      return s / 86_400 + "d";
    }
    return s >= 3600 && s % 3600 == 0 ? s / 3600 + "h" : s + "s";
  }

  /**
   * The words of an enum, worked out once: a large model asks for them at every key.
   *
   * @param byWord the constants by their dashed words, in their order
   * @param allowed the words as an error names them
   */
  private record Choices(Map<String, Enum<?>> byWord, String allowed) {
    private static final ClassValue<Choices> ALL =
        new ClassValue<>() {
          @Override
          protected Choices computeValue(Class<?> type) {
            Map<String, Enum<?>> byWord = new LinkedHashMap<>();
            for (Object constant : type.getEnumConstants()) {
              Enum<?> one = (Enum<?>) constant;
              byWord.put(one.name().toLowerCase(Locale.ROOT).replace('_', '-'), one);
            }
            return new Choices(byWord, "one of " + String.join(", ", byWord.keySet()));
          }
        };

    static Choices of(Class<? extends Enum<?>> type) {
      return ALL.get(type);
    }

    Enum<?> named(String word) {
      Enum<?> constant = byWord.get(word);
      if (constant == null) {
        throw new IllegalArgumentException(word);
      }
      return constant;
    }
  }
}
