package org.sekisho.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.cli.CommandFailure;

class DemoFolderTest {
  @TempDir private Path parent;

  @Test
  void isForItsOwnerOnly() throws Exception {
    Path root = parent.resolve("demo");
    try (DemoFolder folder = DemoFolder.take(root, false, _ -> {})) {
      folder.writePrivate("x.secret", "s");
      assertThat(mode(root)).isEqualTo("rwx------");
      assertThat(mode(root.resolve("x.secret"))).isEqualTo("rw-------");
    }
  }

  @Test
  void keepsItsContentUntilAReset() throws Exception {
    Path root = parent.resolve("demo");
    try (DemoFolder folder = DemoFolder.take(root, false, _ -> {})) {
      folder.write("kept", "1");
    }
    try (DemoFolder folder = DemoFolder.take(root, false, _ -> {})) {
      assertThat(folder.resolve("kept")).hasContent("1");
    }
    try (DemoFolder folder = DemoFolder.take(root, true, _ -> {})) {
      assertThat(folder.resolve("kept")).doesNotExist();
      folder.write("new", "2");
    }
    try (DemoFolder folder = DemoFolder.take(root, false, _ -> {})) {
      assertThat(folder.resolve("new")).hasContent("2");
    }
  }

  @Test
  void neverTouchesAFolderThatIsNoDemonstrations() throws Exception {
    Path precious = Files.writeString(parent.resolve("precious"), "1");
    assertThatThrownBy(() -> DemoFolder.take(parent, true, _ -> {}))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("--dir");
    assertThat(precious).hasContent("1");
    assertThat(mode(parent)).isEqualTo("rwx------");
  }

  @Test
  void showsFilesAsACommandLineNamesThem() {
    assertThat(DemoFolder.shown(Path.of("/a/b/c"), Path.of("/a"))).isEqualTo("b/c");
    assertThat(DemoFolder.shown(Path.of("/a/b/c"), Path.of("/x"))).isEqualTo("/a/b/c");
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
