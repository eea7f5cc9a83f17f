package org.sekisho.field.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.Map;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Secret;
import org.sekisho.program.StartException;

/** The file with the devices' passwords: {@code devices: {id: password}}, readable by its owner. */
final class Credentials {
  private Credentials() {}

  /** Passwords by device id; a file that others can read is refused. */
  static Map<String, Secret> read(Path file) {
    try {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null && Files.exists(file)) {
        var rights = view.readAttributes().permissions();
        if (rights.contains(PosixFilePermission.GROUP_READ)
            || rights.contains(PosixFilePermission.OTHERS_READ)) {
          throw new StartException(
              "credentials: " + file + " can be read by others: chmod 600 " + file);
        }
      }
    } catch (IOException e) {
      throw new StartException("credentials: " + file + " cannot be read: " + e.getMessage(), e);
    }
    Fields root = Document.read(file);
    Fields devices = root.section("devices");
    Map<String, Secret> found = new HashMap<>();
    devices.keys().forEach(device -> found.put(device, Secret.of(devices.text(device))));
    root.finish();
    return Map.copyOf(found);
  }
}
