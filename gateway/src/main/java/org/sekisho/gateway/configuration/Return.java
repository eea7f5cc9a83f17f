package org.sekisho.gateway.configuration;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.gateway.event.Said;
import org.sekisho.model.system.LocalText;

/**
 * Why a version did not stay, or the one before runs again.
 *
 * @param cause which way it went
 * @param detail technical, as it is: seconds, a face, a message; or empty
 */
public record Return(Cause cause, String detail) {
  /** None so far. */
  static final Return NONE = new Return(Cause.NONE, "");

  private static final String HEALTH = "health ";
  private static final String CODE = "return-";

  /** Which way it went. */
  public enum Cause {
    /** Nothing was taken back. */
    NONE,
    /** Nobody confirmed it in time; the detail is the time in seconds. */
    NOT_CONFIRMED,
    /** The gateway was not healthy; the detail is the {@link Illness}. */
    NOT_HEALTHY,
    /** The gateway did not start with it; the detail is what was in the way. */
    NOT_STARTED,
    /** It was started too often; the detail is how often. */
    TOO_MANY_STARTS,
    /** Its text cannot be used by this program; the detail is what is wrong with it. */
    NOT_USABLE,
    /** A person wanted the one before. */
    BY_PERSON,
    /** Its file was damaged. */
    DAMAGED,
    /** The file of the confirmed one was damaged; the detail is its face. */
    FACE_DAMAGED,
    /** The record of which face is good was damaged. */
    STANDING_DAMAGED,
    /** Written by a program that knew other causes; the detail is its sentence. */
    OTHER;

    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Nobody confirmed it. */
  static Return notConfirmed(Duration within) {
    return new Return(Cause.NOT_CONFIRMED, Long.toString(within.toSeconds()));
  }

  /** The gateway was not healthy. */
  static Return notHealthy(Illness illness) {
    return new Return(Cause.NOT_HEALTHY, HEALTH + illness.lack().name() + " " + illness.detail());
  }

  /** The gateway did not start. */
  public static Return notStarted(String why) {
    return new Return(Cause.NOT_STARTED, why);
  }

  /** The words of its file: the cause and the detail. */
  String encode() {
    return cause == Cause.NONE ? "" : (cause.word() + " " + detail).strip();
  }

  static Return decode(String words) {
    if (words.isEmpty()) {
      return NONE;
    }
    int space = words.indexOf(' ');
    String word = space < 0 ? words : words.substring(0, space);
    for (Cause cause : Cause.values()) {
      if (cause.word().equals(word)) {
        return new Return(cause, space < 0 ? "" : words.substring(space + 1));
      }
    }
    return new Return(Cause.OTHER, words);
  }

  /** As people read it; empty when nothing was taken back. */
  public LocalText text() {
    return switch (cause) {
      case NONE -> new LocalText("", "");
      case NOT_CONFIRMED ->
          new LocalText(detail + "秒以内に誰も確定しませんでした", "nobody confirmed it within " + detail + " s");
      case NOT_HEALTHY -> {
        LocalText lack =
            illness().map(Illness::text).orElseGet(() -> new LocalText(detail, detail));
        yield new LocalText(
            "この設定では正常に働きませんでした: " + lack.ja(), "the gateway was not healthy with it: " + lack.en());
      }
      case NOT_STARTED ->
          new LocalText(
              "この設定では起動できませんでした: " + detail, "the gateway did not start with it: " + detail);
      case TOO_MANY_STARTS ->
          new LocalText(
              detail + "回起動しても正常と確かめられませんでした",
              "it was started " + detail + " times and did not prove itself");
      case NOT_USABLE ->
          new LocalText("このプログラムでは使えない内容でした: " + detail, "it cannot be used: " + detail);
      case BY_PERSON -> new LocalText("保守者が前の版に戻しました", "a person returned to the version before");
      case DAMAGED -> new LocalText("そのファイルが壊れていました", "its file is damaged");
      case FACE_DAMAGED ->
          new LocalText("面 " + detail + " のファイルが壊れていました", "face " + detail + " was damaged");
      case STANDING_DAMAGED -> new LocalText("どちらの面が正しいかの記録が壊れていました", "the standing was damaged");
      case OTHER -> new LocalText(detail, detail);
    };
  }

  private Optional<Illness> illness() {
    String[] words = detail.split(" ", 3);
    for (Illness.Lack lack : Illness.Lack.values()) {
      if (words.length >= 2 && words[1].equals(lack.name())) {
        return Optional.of(new Illness(lack, words.length == 3 ? words[2] : ""));
      }
    }
    return Optional.empty();
  }

  /** For the log. */
  Said said() {
    return Said.of(CODE + cause.word(), List.of(detail), toString());
  }

  /** What a record of the log says, when it says why a version was taken back. */
  public static Optional<LocalText> ofLog(String code, List<String> values) {
    return code.startsWith(CODE) && values.size() == 1
        ? Optional.of(decode(code.substring(CODE.length()) + " " + values.getFirst()).text())
        : Optional.empty();
  }

  /** In English, for log and status. */
  @Override
  public String toString() {
    return text().en();
  }
}
