package org.sekisho.guard.program;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import org.sekisho.guard.policy.Floor;
import org.sekisho.model.document.Fields;
import org.sekisho.program.ProcessOwner;
import org.sekisho.program.StartException;
import org.sekisho.program.sandbox.SandboxConfig;

/**
 * The configuration file of the guard; {@code guard.yaml} beside this module's sources explains
 * every key. It belongs to the owner of the machine: the gateway must not be able to write it.
 *
 * @param file the file itself
 * @param data private directory
 * @param socket where the gateway reaches the guard
 * @param gatewayUser name or number of the only user that may
 * @param socketGroup group that the socket belongs to; the guard's own when absent
 * @param floor what no policy goes below
 * @param sandbox how the process is confined
 */
public record GuardConfig(
    Path file,
    Path data,
    Path socket,
    String gatewayUser,
    Optional<String> socketGroup,
    Floor floor,
    SandboxConfig sandbox) {
  /** Reads the file; everything that is wrong is noted in the fields. */
  public static GuardConfig read(Fields root) {
    return new GuardConfig(
        Path.of(root.file()),
        root.path("data"),
        root.path("socket"),
        root.text("gateway-user"),
        root.optionalText("socket-group"),
        Floor.read(root),
        SandboxConfig.from(root.section("sandbox")));
  }

  /** Fails when the gateway, or anybody else but its owner, can write the file. */
  void requireOwnersFile() {
    try {
      String owner = Files.getOwner(file).getName();
      // On a machine for trials both programs may run as one user; then there is nothing to hold.
      if (owner.equals(gatewayUser)
          && !Files.getOwner(file).equals(ProcessOwner.of(Path.of("/proc")))) {
        throw new StartException(file + " belongs to the gateway's user; run: chown root " + file);
      }
      var rights = Files.readAttributes(file, PosixFileAttributes.class).permissions();
      if (rights.contains(PosixFilePermission.OTHERS_WRITE)
          || rights.contains(PosixFilePermission.GROUP_WRITE)) {
        throw new StartException(
            file + " can be written by others than its owner; run: chmod go-w " + file);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new StartException(file + ": its rights cannot be read: " + e.getMessage(), e);
    }
  }
}
