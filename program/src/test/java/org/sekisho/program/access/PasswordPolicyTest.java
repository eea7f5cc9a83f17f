package org.sekisho.program.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nulabinc.zxcvbn.StandardDictionaries;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sekisho.model.Verifies;
import org.sekisho.program.Secret;
import org.sekisho.program.access.PasswordPolicy.Refusal;

@Verifies({"SEC-CONF-06", "PROTO-14"})
class PasswordPolicyTest {
  private static final List<String> OWN = List.of("home-gw-1", "SN-4711-0815", "Sekisho");

  private final PasswordPolicy policy = new PasswordPolicy(OWN);

  private void refuses(Refusal why, String... passwords) {
    for (String password : passwords) {
      assertThat(policy.check("hanako", Secret.of(password))).as(password).contains(why);
    }
  }

  @Test
  void refusesFewerThanTwelveCharactersAndMoreThanHundredTwentyEight() {
    refuses(Refusal.TOO_SHORT, "", "x7!kQ2#vT9m");
    refuses(Refusal.TOO_LONG, "kQ2vT9mz".repeat(16) + "a");
    assertThat(policy.check("hanako", Secret.of("x7!kQ2#vT9mb"))).isEmpty();
    assertThat(policy.check("hanako", Secret.of("猫が窓から月を見ていた夜の話"))).isEmpty();
    assertThat(policy.check("hanako", Secret.of("brown teapot climbs a quiet mountain"))).isEmpty();
  }

  @Test
  void countsCharactersAfterNormalisationAndHashesOneFormOfThem() {
    String composed = "がぎぐげござじずぜぞだ";
    String decomposed = java.text.Normalizer.normalize(composed, java.text.Normalizer.Form.NFD);
    assertThat(decomposed.length()).isGreaterThan(12);
    refuses(Refusal.TOO_SHORT, decomposed);
    assertThat(PasswordPolicy.normalised(Secret.of(decomposed))).isEqualTo(Secret.of(composed));
  }

  @Test
  void refusesNamesOfAccountAndDeviceHoweverTheyAreWritten() {
    refuses(Refusal.ACCOUNT_NAME, "xx-hanako-8841-zz", "HANAKO-likes-7-tea", "okanah tea 4 two!");
    refuses(
        Refusal.DEVICE_NAME,
        "my home-gw-1 forever",
        "SN-4711-0815-abcd",
        "sekisho-t3apot-x",
        "5ekish0-t3apot-x",
        "Ｓｅｋｉｓｈｏ quiet tea");
  }

  @Test
  void refusesPatterns() {
    refuses(
        Refusal.PATTERN,
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "20260101123456",
        "qwertyuiop123",
        "1qaz2wsx3edc",
        "abcabcabcabc",
        "poiuytrewq987",
        "!!!!2468@@@##4799!");
    refuses(Refusal.UNTYPABLE, "x7!kQ2#vT9m\u0000");
  }

  @Test
  void refusesCommonPasswordsInTheirUsualClothes() {
    refuses(
        Refusal.WEAK,
        "Password2026!!",
        "P@ssw0rd2026!!",
        "!!dragon!!2026",
        "iloveyou-12345",
        "DragonMonkey",
        "passwordpassword",
        "administrator1",
        "Christopher 1987",
        "trustno1trustno1!!!!",
        "!!!a1b2c3d4!!!!!");
  }

  @Test
  void refusesTheWholeListOfTenThousandAndMoreAsItIsAndDecorated() throws IOException {
    List<String> words = StandardDictionaries.PASSWORDS_LOADER.load().getFrequencies();
    assertThat(words.size()).isGreaterThanOrEqualTo(10_000);
    Set<String> all = new HashSet<>(words);
    // The lists in memory: 120,000 questions would read the file as often.
    WeakWords loaded =
        new WeakWords() {
          @Override
          public Set<String> passwordsAmong(Set<String> candidates) {
            Set<String> found = new HashSet<>(candidates);
            found.retainAll(all);
            return found;
          }

          @Override
          public Set<String> wordsAmong(Set<String> candidates) {
            return passwordsAmong(candidates);
          }
        };
    var quick = new PasswordPolicy(OWN, loaded);
    List<String> passed = new ArrayList<>();
    for (String word : words) {
      for (String form :
          List.of(
              word,
              word + "2026!123456".substring(0, Math.clamp(12L - word.length(), 1, 11)),
              Character.toUpperCase(word.charAt(0)) + word.substring(1) + word,
              "!!!!" + word + "2026!!!!")) {
        if (quick.check("hanako", Secret.of(form)).isEmpty()) {
          passed.add(form);
        }
      }
    }
    assertThat(passed).isEmpty();
  }

  @Test
  void saysWhyInBothLanguages() {
    for (Refusal refusal : Refusal.values()) {
      assertThat(refusal.text().ja()).isNotBlank().isNotEqualTo(refusal.text().en());
    }
  }
}
