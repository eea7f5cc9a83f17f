package org.sekisho.home.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sekisho.home.statistics.HomeStore;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;
import org.sekisho.program.access.Admission;
import org.sekisho.program.access.Attempt;
import org.sekisho.program.access.LockoutEngine;
import org.sekisho.program.access.PasswordPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may come in: nobody, until the one who can read {@code setup.code} in the data directory has
 * chosen a name and a password. Wrong codes and passwords cost a growing wait. Blocks; thread-safe.
 */
final class Door {
  /** Longest password that is compared; longer ones are wrong. */
  private static final int MAX_PASSWORD = 256;

  private static final PasswordPolicy POLICY = new PasswordPolicy(List.of("sekisho"));
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);
  private static final Pattern USER = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._ -]{0,63}");
  private static final String CODE_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int CODE_LENGTH = 20;
  private static final int CODE_GROUP = 5;
  private static final String DOOR = "page";
  private static final String SETUP_DOOR = "set-up";
  private static final String SETUP_ACCOUNT = "the set-up";

  private final HomeStore store;
  private final Path codeFile;
  private final LockoutEngine doors;
  private final SlowHash hash;
  private final SecureRandom random;

  /** What came of a try. */
  sealed interface Entry {
    /** Welcome. */
    record Admitted(String user) implements Entry {}

    /** Not right; {@code reason} is a stable word. */
    record Denied(String reason) implements Entry {}

    /** Not now. */
    record Later(Duration pause) implements Entry {}
  }

  Door(HomeStore store, Path data, SecureRandom random, LockoutEngine doors) {
    this.store = store;
    this.codeFile = data.resolve("setup.code");
    this.random = random;
    this.doors = doors;
    this.hash = new SlowHash(random, 2);
    if (needsSetUp()) {
      if (!Files.exists(codeFile)) {
        makeCode();
      }
      LOG.info("nobody can sign in yet: the set-up code is in {}", codeFile);
    }
  }

  boolean needsSetUp() {
    return store.owner().isEmpty();
  }

  /** Takes name and password of the one who knows the code. */
  Entry setUp(String code, String user, String password, String source) {
    if (!needsSetUp()) {
      return new Entry.Denied("already-set-up");
    }
    return switch (doors.admit(SETUP_DOOR, SETUP_ACCOUNT, true, source)) {
      case Admission.Later(Duration wait) -> new Entry.Later(wait);
      case Admission.Admitted(Attempt attempt) -> {
        try (attempt) {
          yield setUp(attempt, code, user, password, source);
        }
      }
    };
  }

  private Entry setUp(Attempt attempt, String code, String user, String password, String source) {
    Optional<Secret> expected = code();
    Secret given = Secret.of(code.strip().toLowerCase(Locale.ROOT).replace("-", ""));
    if (expected.isEmpty() || !expected.get().equals(given)) {
      if (attempt.wrong()) {
        LOG.warn("set-up: several wrong codes from {}", source);
      }
      return new Entry.Denied("wrong-code");
    }
    attempt.right();
    String problem = problem(user, password);
    if (!problem.isEmpty()) {
      return new Entry.Denied(problem);
    }
    if (!store.addOwner(
        new HomeStore.Owner(user, hash.hash(PasswordPolicy.normalised(Secret.of(password)))))) {
      return new Entry.Denied("already-set-up");
    }
    try {
      Files.deleteIfExists(codeFile);
    } catch (IOException e) {
      LOG.warn("the used set-up code was not deleted: {}", e.toString());
    }
    LOG.info("set up: '{}' may sign in", user);
    return new Entry.Admitted(user);
  }

  /** Compares name and password. */
  Entry signIn(String user, String password, String source) {
    Optional<HomeStore.Owner> owner = store.owner();
    if (owner.isEmpty()) {
      return new Entry.Denied("not-set-up");
    }
    // One account, so one count: a guesser gains nothing by changing the name.
    String account = owner.get().name();
    return switch (doors.admit(DOOR, account, true, source)) {
      case Admission.Later(Duration wait) -> new Entry.Later(wait);
      case Admission.Admitted(Attempt attempt) -> {
        try (attempt) {
          yield signIn(attempt, owner.get(), user, password, source);
        }
      }
    };
  }

  private Entry signIn(
      Attempt attempt, HomeStore.Owner owner, String user, String password, String source) {
    boolean named = Secret.of(user).equals(Secret.of(owner.name()));
    Secret secret = PasswordPolicy.normalised(Secret.of(password));
    SlowHash.Verdict verdict =
        named && password.length() <= MAX_PASSWORD
            ? hash.check(secret, owner.hash())
            : hash.checkNothing(secret);
    return switch (verdict) {
      case MATCH -> {
        attempt.right();
        yield new Entry.Admitted(owner.name());
      }
      case MISMATCH -> {
        if (attempt.wrong()) {
          LOG.warn("sign-in: several wrong passwords, the last from {}", source);
        }
        yield new Entry.Denied("wrong-password");
      }
      case BUSY -> new Entry.Later(Duration.ofSeconds(1));
    };
  }

  /** Lets nobody in any more and makes a new set-up code; answers where it is. */
  Path reset() {
    store.removeOwner();
    makeCode();
    LOG.warn("the password was taken back: the new set-up code is in {}", codeFile);
    return codeFile;
  }

  private static String problem(String user, String password) {
    if (!USER.matcher(user).matches()) {
      return "bad-name";
    }
    return POLICY
        .check(user, Secret.of(password))
        .map(
            refusal ->
                switch (refusal) {
                  case TOO_SHORT -> "short-password";
                  case TOO_LONG -> "long-password";
                  case ACCOUNT_NAME -> "name-in-password";
                  case WEAK, DEVICE_NAME -> "common-password";
                  case PATTERN, UNTYPABLE -> "simple-password";
                })
        .orElse("");
  }

  private void makeCode() {
    var code = new StringBuilder();
    for (int i = 0; i < CODE_LENGTH; i++) {
      if (i > 0 && i % CODE_GROUP == 0) {
        code.append('-');
      }
      code.append(CODE_SIGNS.charAt(random.nextInt(CODE_SIGNS.length())));
    }
    PrivateFiles.replace(
        codeFile, code.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
  }

  private Optional<Secret> code() {
    try {
      return Files.exists(codeFile)
          ? Optional.of(Secret.of(Files.readString(codeFile).strip().replace("-", "")))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
