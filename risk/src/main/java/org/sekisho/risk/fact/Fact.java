package org.sekisho.risk.fact;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.LocalText;

/** A fact that every entity of a kind has, with how it is read. Immutable; read by any thread. */
public final class Fact {
  /** The number of a fact that is not known. */
  public static final int NOT_KNOWN = Integer.MIN_VALUE;

  private final String name;
  private final FactType type;
  private final Source source;
  private final ToIntFunction<Entity> number;
  private final Function<Entity, @Nullable Object> object;
  private final String section;

  /** Where a fact comes from. */
  public enum Source {
    /** Written in the model under its name, and something that a designer may choose otherwise. */
    CHOSEN,
    /** Written in the model under its name. */
    GIVEN,
    /** Worked out from other facts. */
    DERIVED
  }

  private Fact(
      String name,
      FactType type,
      Source source,
      ToIntFunction<Entity> number,
      Function<Entity, @Nullable Object> object,
      String section) {
    this.name = name;
    this.type = type;
    this.source = source;
    this.number = number;
    this.object = object;
    this.section = section;
  }

  /** A word, number or flag. */
  static Fact ofNumber(String name, FactType type, Source source, ToIntFunction<Entity> number) {
    return new Fact(name, type, source, number, e -> null, "");
  }

  /** A text, day or set. */
  static Fact ofObject(
      String name, FactType type, Source source, Function<Entity, @Nullable Object> object) {
    return new Fact(name, type, source, e -> NOT_KNOWN, object, "");
  }

  /** The same fact read from another entity that stands for this one. */
  Fact through(Function<Entity, Entity> other) {
    return new Fact(
        name,
        type,
        source,
        e -> number.applyAsInt(other.apply(e)),
        e -> object.apply(other.apply(e)),
        section);
  }

  /** The same fact, whose values people read by the words of a section of the table. */
  Fact calledBy(String words) {
    return new Fact(name, type, source, number, object, words);
  }

  /** Its name, which is its key in the model when it is written there. */
  public String name() {
    return name;
  }

  /** What values it can have. */
  public FactType type() {
    return type;
  }

  /** Where it comes from. */
  public Source source() {
    return source;
  }

  /**
   * The value of a number, the place of a word in its list, 1 or 0 for a flag; {@link #NOT_KNOWN}
   * for every other type.
   */
  public int number(Entity entity) {
    return number.applyAsInt(entity);
  }

  /** The value of a text; null when not known. */
  public @Nullable String text(Entity entity) {
    return (String) object.apply(entity);
  }

  /** The value of a day; null when not known. */
  public @Nullable LocalDate date(Entity entity) {
    return (LocalDate) object.apply(entity);
  }

  /** The value of a set; empty when nothing is in it. */
  @SuppressWarnings("unchecked") // every fact of type Words is made with a set of texts
  public Set<String> words(Entity entity) {
    Set<String> words = (Set<String>) object.apply(entity);
    return words == null ? Set.of() : words;
  }

  /** The value as it is written in a model; empty when not known. */
  public String written(Entity entity) {
    return switch (type) {
      case FactType.Word word -> {
        int place = number(entity);
        yield place < 0 ? "" : word.values().get(place);
      }
      case FactType.Whole() -> {
        int value = number(entity);
        yield value == NOT_KNOWN ? "" : String.valueOf(value);
      }
      case FactType.Flag() -> number(entity) == 1 ? "true" : "false";
      case FactType.Words ignored -> String.join(", ", words(entity));
      case FactType.Text(), FactType.Date() -> {
        Object value = object.apply(entity);
        yield value == null ? "" : value.toString();
      }
    };
  }

  /** The value as people read it, in both languages; empty when not known. */
  public LocalText said(Entity entity) {
    return switch (type) {
      case FactType.Word ignored -> said(written(entity));
      case FactType.Words ignored -> {
        List<LocalText> all = words(entity).stream().map(this::said).toList();
        yield new LocalText(
            all.stream().map(LocalText::ja).collect(Collectors.joining("、")),
            all.stream().map(LocalText::en).collect(Collectors.joining(", ")));
      }
      case FactType.Flag() ->
          number(entity) == 1 ? new LocalText("はい", "yes") : new LocalText("いいえ", "no");
      case FactType.Whole(), FactType.Text(), FactType.Date() -> same(written(entity));
    };
  }

  private LocalText said(String word) {
    return ValueWords.of(section, word).orElseGet(() -> same(word));
  }

  private static LocalText same(String text) {
    return new LocalText(text, text);
  }

  @Override
  public String toString() {
    return name;
  }
}
