package org.sekisho.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who this process runs as. The owner of {@code /proc/self} does not tell: it is root when the
 * memory of the process is closed to its own user.
 */
public final class ProcessOwner {
  private static final Pattern USERS =
      Pattern.compile("(?m)^Uid:\\s+\\d+\\s+(\\d+)\\s+\\d+\\s+\\d+$");

  private ProcessOwner() {}

  /**
   * The effective user of this process.
   *
   * @param proc {@code /proc}
   */
  public static UserPrincipal of(Path proc) throws IOException {
    Path status = proc.resolve("self/status");
    Matcher users = USERS.matcher(Files.readString(status));
    if (!users.find()) {
      throw new IOException(status + " names no user");
    }
    return proc.getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(users.group(1));
  }
}
