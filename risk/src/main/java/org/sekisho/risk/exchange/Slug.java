package org.sekisho.risk.exchange;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.sekisho.model.system.Ids;

/** Ids made of what other tools write. */
final class Slug {
  static final int MAX_LENGTH = 64;

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern OTHER = Pattern.compile("[^a-z0-9]+");
  private static final Pattern ENDS = Pattern.compile("^-+|-+$");

  /** Ids that machines made up: a UUID, or nothing but digits. */
  private static final Pattern MACHINE =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9]+");

  private Slug() {}

  /** The text when it is an id, else one made of it; empty when nothing remains. */
  static String of(String text) {
    if (Ids.isId(text)) {
      return text;
    }
    String cut = text.length() > 4 * MAX_LENGTH ? text.substring(0, 4 * MAX_LENGTH) : text;
    String plain = MARKS.matcher(Normalizer.normalize(cut, Normalizer.Form.NFKD)).replaceAll("");
    String slug = OTHER.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll("-");
    slug = ENDS.matcher(slug).replaceAll("");
    return slug.length() <= MAX_LENGTH ? slug : trimmed(slug.substring(0, MAX_LENGTH));
  }

  /** Whether no person would know the thing by this id. */
  static boolean isMachineMade(String id) {
    return MACHINE.matcher(id).matches();
  }

  /** The id with a number after it, not too long. */
  static String numbered(String id, int number) {
    String end = "-" + number;
    int room = MAX_LENGTH - end.length();
    return (id.length() <= room ? id : trimmed(id.substring(0, room))) + end;
  }

  private static String trimmed(String slug) {
    return ENDS.matcher(slug).replaceAll("");
  }
}
