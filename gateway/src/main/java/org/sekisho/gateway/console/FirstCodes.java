package org.sekisho.gateway.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.access.AccountRole;
import org.sekisho.program.access.Accounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first passwords of this device: random, different on every device, in a file that only the
 * gateway's own user (and root) can read. A line goes away when its account has a password of its
 * own. Thread-safe.
 */
final class FirstCodes {
  static final String USER = "user";
  static final String MAINTAINER = "maintainer";
  private static final Logger LOG = LoggerFactory.getLogger(FirstCodes.class);

  private final Path file;

  FirstCodes(Path folder) {
    this.file = folder.resolve("first-passwords");
  }

  /**
   * Makes one user and one maintainer when there is nobody. When nobody has ever come in and there
   * is no file (a crash between the two), both get new first passwords.
   */
  synchronized void prepare(Accounts accounts, String fingerprint) {
    boolean nobodyCameIn = accounts.all().stream().allMatch(a -> a.lastLogin().isEmpty());
    if (Files.exists(file) || !nobodyCameIn) {
      if (Files.exists(file)) {
        LOG.info("console: first passwords that were not used yet are in {}", file);
      }
      return;
    }
    List<String> lines = new ArrayList<>();
    lines.add("# First passwords, to be changed at the first login. Certificate (SHA-256):");
    lines.add("# " + fingerprint);
    lines.add(line(USER, made(accounts, USER, AccountRole.GENERAL_USER)));
    lines.add(line(MAINTAINER, made(accounts, MAINTAINER, AccountRole.MAINTAINER)));
    write(lines);
    LOG.info("console: the first passwords of this device are in {}", file);
  }

  /** The account has a password of its own now, or is gone. */
  synchronized void used(String account) {
    if (!Files.exists(file)) {
      return;
    }
    try {
      List<String> left =
          Files.readAllLines(file, StandardCharsets.US_ASCII).stream()
              .filter(line -> !line.startsWith(account + " "))
              .toList();
      if (left.stream().allMatch(line -> line.startsWith("#"))) {
        Files.delete(file);
      } else {
        write(left);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Accounts.Change made(Accounts accounts, String name, AccountRole role) {
    return accounts.find(name).isPresent() ? accounts.reset(name) : accounts.create(name, role);
  }

  private static String line(String account, Accounts.Change made) {
    Optional<Secret> code =
        made instanceof Accounts.Change.Done(Optional<Secret> its) ? its : Optional.empty();
    return account
        + " "
        + code.orElseThrow(() -> new IllegalStateException("no first password for " + account))
            .reveal();
  }

  private void write(List<String> lines) {
    PrivateFiles.replace(
        file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
