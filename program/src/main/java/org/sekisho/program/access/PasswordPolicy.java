package org.sekisho.program.access;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;

/**
 * Which passwords people may choose: {@value #MIN} to {@value #MAX} characters of any script, and
 * nothing that stands on a list of common ones, however it is decorated or repeated, and no name of
 * the account or of the device. There are no rules about kinds of characters. Thread-safe.
 */
public final class PasswordPolicy {
  /** Fewest characters (code points, after normalisation). */
  public static final int MIN = 12;

  /** Most characters (code points, after normalisation). */
  public static final int MAX = 128;

  private static final int MIN_OWN_TERM = 3;
  private static final int MIN_DISTINCT = 5;
  private static final int WITHOUT_LETTERS = 32;
  private static final int CLOTHES = 16;
  private static final int MIN_FREE = 4;
  private static final List<String> WALKS =
      List.of(
          "abcdefghijklmnopqrstuvwxyz",
          "01234567890123456789",
          "qwertyuiop",
          "asdfghjkl",
          "zxcvbnm",
          "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
          "!@#$%^&*()_+",
          "!\"#$%&'()");

  private final List<String> own;
  private final WeakWords weak;

  /** Why a password is refused, as people read it. */
  public enum Refusal {
    /** Under 12 characters. */
    TOO_SHORT("12文字以上にしてください。", "Use 12 characters or more."),
    /** Over 128 characters. */
    TOO_LONG("128文字以内にしてください。", "Use 128 characters or fewer."),
    /** Characters that no keyboard types. */
    UNTYPABLE("制御文字は使えません。", "Control characters cannot be used."),
    /** The account's name. */
    ACCOUNT_NAME("ユーザー名を含めないでください。", "Leave the user name out of it."),
    /** The device's id, serial number or product name. */
    DEVICE_NAME(
        "機器のID、製造番号、製品名を含めないでください。", "Leave id, serial number and name of the device out of it."),
    /** On the list of common passwords. */
    WEAK(
        "よく使われるパスワード、またはそれに数字や記号を付けただけのものです。",
        "This is a common password, or one with digits and signs around it."),
    /** A pattern. */
    PATTERN(
        "同じ文字の繰り返しや、キーボードの並び順は使えません。",
        "Repetitions and rows of the keyboard are too easy to guess.");

    private final String ja;
    private final String en;

    Refusal(String ja, String en) {
      this.ja = ja;
      this.en = en;
    }

    /** The reason in both languages. */
    public LocalText text() {
      return new LocalText(ja, en);
    }
  }

  /**
   * A policy for the accounts of one device.
   *
   * @param own ids, serial numbers and names of the device, its maker and product, which no
   *     password may contain; those under 3 characters are not looked for
   */
  public PasswordPolicy(List<String> own) {
    this(own, WeakWords.ofLibrary());
  }

  PasswordPolicy(List<String> own, WeakWords weak) {
    this.own = own.stream().map(PasswordPolicy::folded).toList();
    this.weak = weak;
  }

  /** The form that is hashed: one for all ways of typing the same characters (NFC). */
  public static Secret normalised(Secret password) {
    return Secret.of(Normalizer.normalize(password.reveal(), Normalizer.Form.NFC));
  }

  /** Why the account may not have this password; empty when it may. Takes some milliseconds. */
  public Optional<Refusal> check(String account, Secret password) {
    String text = normalised(password).reveal();
    int length = text.codePointCount(0, text.length());
    if (length < MIN) {
      return Optional.of(Refusal.TOO_SHORT);
    }
    if (length > MAX) {
      return Optional.of(Refusal.TOO_LONG);
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      return Optional.of(Refusal.UNTYPABLE);
    }
    String folded = folded(text);
    Set<String> forms = new HashSet<>(plain(folded));
    forms.add(folded);
    if (contains(forms, List.of(folded(account)))) {
      return Optional.of(Refusal.ACCOUNT_NAME);
    }
    if (contains(forms, own)) {
      return Optional.of(Refusal.DEVICE_NAME);
    }
    if (isPattern(folded)) {
      return Optional.of(Refusal.PATTERN);
    }
    return isWeak(folded) ? Optional.of(Refusal.WEAK) : Optional.empty();
  }

  private static boolean contains(Set<String> forms, List<String> terms) {
    for (String term : terms) {
      String reversed = new StringBuilder(term).reverse().toString();
      if (term.length() >= MIN_OWN_TERM
          && forms.stream().anyMatch(f -> f.contains(term) || f.contains(reversed))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isPattern(String folded) {
    if (folded.codePoints().distinct().count() < MIN_DISTINCT) {
      return true;
    }
    boolean noLetters = folded.codePoints().noneMatch(Character::isLetter);
    if (noLetters && folded.length() < WITHOUT_LETTERS) {
      return true;
    }
    if (unit(folded).length() <= MIN_FREE) {
      return true;
    }
    return withoutWalks(folded).length() < MIN_FREE;
  }

  /** The shortest text of which this one is a repetition (the last one may be cut off). */
  private static String unit(String text) {
    for (int length = 1; length <= text.length() / 2; length++) {
      boolean repeats = true;
      for (int i = length; i < text.length() && repeats; i++) {
        repeats = text.charAt(i) == text.charAt(i - length);
      }
      if (repeats) {
        return text.substring(0, length);
      }
    }
    return text;
  }

  /** What is left without runs of 3 or more along a row, forwards or backwards. */
  private static String withoutWalks(String text) {
    StringBuilder left = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      int run = walk(text, i);
      if (run >= 3) {
        i += run;
      } else {
        left.append(text.charAt(i++));
      }
    }
    return left.toString();
  }

  private static int walk(String text, int from) {
    int longest = 0;
    for (String row : WALKS) {
      for (String way : List.of(row, new StringBuilder(row).reverse().toString())) {
        int run = 1;
        while (from + run < text.length() && way.contains(text.substring(from, from + run + 1))) {
          run++;
        }
        longest = Math.max(longest, run);
      }
    }
    return longest;
  }

  private boolean isWeak(String folded) {
    Set<String> cores = new HashSet<>();
    List<String> forms = new ArrayList<>(plain(folded));
    forms.add(folded);
    for (String form : forms) {
      for (String core : cores(form)) {
        cores.add(core);
        cores.addAll(plain(core));
        cores.add(unit(core));
      }
    }
    cores.removeIf(String::isEmpty);
    if (!weak.wordsAmong(cores).isEmpty()) {
      return true;
    }
    // Two common passwords one after the other are not more than a list of pairs.
    Set<String> halves = new HashSet<>();
    for (String core : cores) {
      for (int i = 1; i < core.length(); i++) {
        halves.add(core.substring(0, i));
        halves.add(core.substring(i));
      }
    }
    Set<String> known = weak.passwordsAmong(halves);
    for (String core : cores) {
      for (int i = 1; i < core.length(); i++) {
        if (known.contains(core.substring(0, i)) && known.contains(core.substring(i))) {
          return true;
        }
      }
    }
    return false;
  }

  /** With ever more of the digits and signs at both ends taken away, up to 16 at each. */
  private static Set<String> cores(String text) {
    Set<String> cores = new HashSet<>();
    for (int from = 0; from <= Math.min(CLOTHES, text.length()); from++) {
      for (int off = 0; off <= Math.min(CLOTHES, text.length() - from); off++) {
        cores.add(text.substring(from, text.length() - off));
        if (off < text.length() - from
            && Character.isLetter(text.charAt(text.length() - off - 1))) {
          break;
        }
      }
      if (from < text.length() && Character.isLetter(text.charAt(from))) {
        break;
      }
    }
    return cores;
  }

  /** With the usual replacements of letters undone. */
  private static List<String> plain(String text) {
    List<String> forms = new ArrayList<>(2);
    for (char one : new char[] {'l', 'i'}) {
      forms.add(
          text.replace('0', 'o')
              .replace('1', one)
              .replace('!', 'i')
              .replace('3', 'e')
              .replace('4', 'a')
              .replace('@', 'a')
              .replace('5', 's')
              .replace('$', 's')
              .replace('7', 't'));
    }
    return forms;
  }

  private static String folded(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }
}
