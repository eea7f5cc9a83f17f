package org.sekisho.program.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;
import org.sekisho.program.access.Accounts.Change;
import org.sekisho.program.access.Accounts.Login;

@Verifies({"SEC-CONF-06", "SEC-CONF-09", "CM-11"})
class AccountsTest {
  private static final Secret GOOD = Secret.of("brown teapot climbs mountain");
  private static final Pattern HASH =
      Pattern.compile("\\$argon2id\\$v=19\\$m=\\d+,t=\\d+,p=1\\$[\\w+/]{22}\\$[\\w+/]{43}");
  private static final Set<AccountRole> MAINTAINERS = Set.of(AccountRole.MAINTAINER);

  @TempDir Path folder;

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final SecureRandom random = new SecureRandom();
  private final LockoutEngine doors =
      LockoutEngine.inMemory(LockoutLimits.USUAL, () -> now, random);

  @SuppressWarnings("NullAway.Init") // opened before each test
  private Accounts accounts;

  @BeforeEach
  void open() {
    accounts =
        new Accounts(
            folder.resolve("accounts.db"),
            folder.resolve("accounts.key"),
            new PasswordPolicy(List.of("home-gw-1")),
            new SlowHash(random, 1),
            doors,
            () -> now,
            random);
  }

  @AfterEach
  void close() {
    accounts.close();
  }

  private Secret created(String name, AccountRole role) {
    return ((Change.Done) accounts.create(name, role)).code().orElseThrow();
  }

  private Login login(String name, Secret password, String code) {
    return accounts.login(
        new Accounts.Try("console", name, password, code, "192.0.2.1", false), MAINTAINERS);
  }

  private String code(byte[] secret) {
    return Totp.code(secret, Totp.step(now));
  }

  @Test
  @Verifies("SEC-DISC-01")
  void leavesNoHashOfAnAccountThatWasRemoved() throws Exception {
    created("gone", AccountRole.MAINTAINER);
    created("stays", AccountRole.MAINTAINER);
    accounts.close();
    assertThat(hashesOnDisk()).hasSize(2);
    open();
    accounts.remove("gone");
    accounts.close();
    assertThat(hashesOnDisk()).hasSize(1);
    open();
  }

  /** As somebody who reads the medium finds them, in pages that are in use and in others. */
  private Set<String> hashesOnDisk() throws IOException {
    Set<String> found = new TreeSet<>();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Matcher hash = HASH.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        while (hash.find()) {
          found.add(hash.group());
        }
      }
    }
    return found;
  }

  @Test
  void letsMaintainerInOnlyWithPasswordAndSecondFactor() {
    Secret first = created("m", AccountRole.MAINTAINER);
    assertThat(login("m", first, ""))
        .isInstanceOfSatisfying(
            Login.In.class, in -> assertThat(in.account().unfinished()).isTrue());
    assertThat(accounts.choosePassword("m", GOOD)).isInstanceOf(Change.Done.class);
    byte[] secret = Totp.newSecret(random);
    assertThat(accounts.setSecondFactor("m", secret, "000000")).isEmpty();
    assertThat(accounts.setSecondFactor("m", secret, code(secret))).isPresent();
    assertThat(login("m", GOOD, code(secret))).as("a code counts once").isEqualTo(DENIED);
    now = now.plusSeconds(30);
    assertThat(login("m", first, code(secret))).isEqualTo(DENIED);
    assertThat(login("m", GOOD, "")).isEqualTo(DENIED);
    assertThat(login("m", GOOD, code(secret)))
        .isInstanceOfSatisfying(
            Login.In.class, in -> assertThat(in.account().unfinished()).isFalse());
  }

  private static final Login DENIED = new Login.Denied();

  @Test
  void takesEachRecoveryCodeOnce() {
    created("m", AccountRole.MAINTAINER);
    accounts.choosePassword("m", GOOD);
    byte[] secret = Totp.newSecret(random);
    List<Secret> codes = accounts.setSecondFactor("m", secret, code(secret)).orElseThrow();
    assertThat(codes).hasSize(10).doesNotHaveDuplicates();
    assertThat(login("m", GOOD, codes.getFirst().reveal())).isInstanceOf(Login.In.class);
    assertThat(login("m", GOOD, codes.getFirst().reveal())).isEqualTo(DENIED);
    assertThat(accounts.recoveryCodes("m")).isEqualTo(9);
  }

  @Test
  void answersAlikeForUnknownNamesWrongPasswordsAndOtherRoles() {
    Secret users = created("u", AccountRole.GENERAL_USER);
    created("m", AccountRole.MAINTAINER);
    assertThat(login("u", users, "")).isEqualTo(DENIED);
    assertThat(login("m", users, "")).isEqualTo(DENIED);
    assertThat(login("nobody", users, "")).isEqualTo(DENIED);
    assertThat(login("'; DROP TABLE account; --", users, "")).isEqualTo(DENIED);
    assertThat(login("m", Secret.of("x".repeat(100_000)), "")).isEqualTo(DENIED);
    assertThat(accounts.all()).hasSize(2);
  }

  @Test
  @Verifies("SEC-CONF-07")
  void locksOutAfterFiveWrongOnesEvenWithTheRightPasswordButNotAtTheLocalConsole() {
    Secret first = created("m", AccountRole.MAINTAINER);
    for (int i = 0; i < 5; i++) {
      assertThat(login("m", GOOD, "")).isEqualTo(DENIED);
    }
    assertThat(login("m", first, "")).isEqualTo(new Login.Later(Duration.ofMinutes(1)));
    assertThat(
            accounts.login(
                new Accounts.Try("console", "m", first, "", "127.0.0.1", true), MAINTAINERS))
        .isInstanceOf(Login.In.class);
  }

  @Test
  void givesEachAccountAFirstPasswordOfItsOwnAndAsksForAnother() {
    Secret one = created("a", AccountRole.GENERAL_USER);
    Secret two = created("b", AccountRole.GENERAL_USER);
    assertThat(one).isNotEqualTo(two);
    assertThat(accounts.find("a").orElseThrow().unfinished()).isTrue();
    assertThat(accounts.choosePassword("a", one)).isEqualTo(new Change.Same());
    assertThat(accounts.choosePassword("a", Secret.of("Password2026!")))
        .isEqualTo(new Change.Refused(PasswordPolicy.Refusal.WEAK));
    assertThat(accounts.choosePassword("a", GOOD)).isInstanceOf(Change.Done.class);
    assertThat(accounts.find("a").orElseThrow().unfinished()).isFalse();
    assertThat(accounts.reset("a")).isInstanceOf(Change.Done.class);
    assertThat(accounts.find("a").orElseThrow().unfinished()).isTrue();
  }

  @Test
  void keepsTheLastMaintainerAndRefusesBadNames() {
    created("m", AccountRole.MAINTAINER);
    assertThat(accounts.remove("m")).isEqualTo(new Change.LastMaintainer());
    created("n", AccountRole.MAINTAINER);
    assertThat(accounts.remove("m")).isInstanceOf(Change.Done.class);
    assertThat(accounts.remove("m")).isEqualTo(new Change.Missing());
    for (String bad : List.of("", "M", "a b", "<script>", "..", "x".repeat(33), "a/b")) {
      assertThat(accounts.create(bad, AccountRole.AUDITOR)).as(bad).isEqualTo(new Change.BadName());
    }
  }

  @Test
  void writesNeitherPasswordNorSecretOfTheSecondFactorToDisk() throws IOException {
    created("m", AccountRole.MAINTAINER);
    accounts.choosePassword("m", GOOD);
    byte[] secret = Totp.newSecret(random);
    List<Secret> codes = accounts.setSecondFactor("m", secret, code(secret)).orElseThrow();
    StringBuilder disk = new StringBuilder();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        disk.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    assertThat(disk.toString())
        .contains("$argon2id$")
        .doesNotContain(GOOD.reveal())
        .doesNotContain(codes.getFirst().reveal())
        .doesNotContain(new String(secret, StandardCharsets.ISO_8859_1));
  }
}
