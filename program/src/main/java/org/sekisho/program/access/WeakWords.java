package org.sekisho.program.access;

import com.nulabinc.zxcvbn.StandardDictionaries;
import com.nulabinc.zxcvbn.matchers.DictionaryLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What people choose as passwords: the lists of the library zxcvbn (30,000 common passwords, and
 * names and words besides). Read anew for each question, because a question is rare and the lists
 * would take several MiB for good.
 */
interface WeakWords {
  /** Those of the candidates, in lower case, that are common passwords. */
  Set<String> passwordsAmong(Set<String> candidates);

  /** Those of the candidates, in lower case, that are common passwords, names or words. */
  Set<String> wordsAmong(Set<String> candidates);

  /** The lists of the library. */
  static WeakWords ofLibrary() {
    return new WeakWords() {
      @Override
      public Set<String> passwordsAmong(Set<String> candidates) {
        return among(candidates, List.of(StandardDictionaries.PASSWORDS_LOADER));
      }

      @Override
      public Set<String> wordsAmong(Set<String> candidates) {
        return among(
            candidates,
            List.of(
                StandardDictionaries.PASSWORDS_LOADER,
                StandardDictionaries.ENGLISH_WIKIPEDIA_LOADER,
                StandardDictionaries.US_TV_AND_FILM_LOADER,
                StandardDictionaries.SURNAMES_LOADER,
                StandardDictionaries.MALE_NAMES_LOADER,
                StandardDictionaries.FEMALE_NAMES_LOADER));
      }
    };
  }

  private static Set<String> among(Set<String> candidates, List<DictionaryLoader> lists) {
    Set<String> found = new HashSet<>();
    for (DictionaryLoader list : lists) {
      try {
        for (String word : list.load().getFrequencies()) {
          if (candidates.contains(word)) {
            found.add(word);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("the list of weak passwords cannot be read", e);
      }
    }
    return found;
  }
}
