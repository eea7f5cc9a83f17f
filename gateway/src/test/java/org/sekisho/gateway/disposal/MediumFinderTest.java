package org.sekisho.gateway.disposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;

/** What a folder is recorded on, told from a machine's own files. */
class MediumFinderTest {
  @TempDir Path folder;

  private Medium on(FakeMedia machine) throws Exception {
    return machine.finder().of(folder);
  }

  private FakeMedia machine() {
    return new FakeMedia(folder.resolve("machine"));
  }

  @Test
  @Verifies("SEC-MAINT-07")
  void knowsAPartitionOfAnSdCardAsFlash() throws Exception {
    Medium medium =
        on(
            machine()
                .disk("179:0", "mmcblk0", 0, 4096)
                .partition("179:2", "mmcblk0", "mmcblk0p2")
                .mount("179:2", "/", "ext4", ""));
    assertThat(medium)
        .isEqualTo(new Medium("/", "ext4", "mmcblk0", Medium.Kind.FLASH, true, false));
  }

  @Test
  void looksBelowAMappedDevice() throws Exception {
    Medium medium =
        on(
            machine()
                .disk("8:0", "sda", 1, 0)
                .mapped("253:0", "dm-0", "sda")
                .mount("253:0", "/", "xfs", ""));
    assertThat(medium.kind()).isEqualTo(Medium.Kind.MAGNETIC);
    assertThat(medium.device()).isEqualTo("sda");
  }

  @Test
  void takesTheUpperFolderOfAnOverlay() throws Exception {
    Medium medium =
        on(
            machine()
                .disk("259:0", "nvme0n1", 0, 4096)
                .mount("259:0", "/host", "ext4", "")
                .mount("0:50", "/", "overlay", ",lowerdir=/a,upperdir=/host/up,workdir=/w"));
    assertThat(medium.kind()).isEqualTo(Medium.Kind.FLASH);
    assertThat(medium.fileSystem()).isEqualTo("overlay on ext4");
  }

  @Test
  void takesTheMountNearestToTheFolderAndTheLastOneThere() throws Exception {
    Medium medium =
        on(
            machine()
                .disk("8:0", "sda", 1, 0)
                .mount("8:0", "/", "ext4", "")
                .mount("0:40", folder.toRealPath().toString(), "tmpfs", "")
                .mount("0:41", folder.toRealPath().toString(), "btrfs", "")
                .mount("0:42", folder.toRealPath() + "-not", "nfs4", ""));
    assertThat(medium.kind()).isEqualTo(Medium.Kind.COPYING);
  }

  @Test
  void aVirtualDiskIsNotWhatItSaysOfItself() throws Exception {
    assertThat(on(machine().disk("254:0", "vda", 1, 0).mount("254:0", "/", "ext4", "")).kind())
        .isEqualTo(Medium.Kind.VIRTUAL);
  }

  @Test
  void whatCannotBeReadIsUnknown() throws Exception {
    assertThat(on(machine()).kind()).isEqualTo(Medium.Kind.UNKNOWN);
    assertThat(on(machine().mount("9:9", "/", "ext4", "")).kind()).isEqualTo(Medium.Kind.UNKNOWN);
    assertThat(new MediumFinder(folder.resolve("none"), folder.resolve("none")).of(folder).kind())
        .isEqualTo(Medium.Kind.UNKNOWN);
    assertThat(
            Treatment.of(
                    DataClass.KEYS,
                    false,
                    new Medium("", "", "", Medium.Kind.UNKNOWN, false, false))
                .notDone())
        .anyMatch(text -> text.contains("could not be determined"));
  }

  @Test
  void anyBytesInMountInfoGiveAMedium() throws Exception {
    Path info = folder.resolve("mountinfo");
    byte[] sound =
        "22 1 8:0 / / rw - ext4 /dev/sda rw\n36 35 98:0 / /\\040x rw shared:1 - tmpfs t rw\n"
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    var random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = sound.clone();
      for (int n = random.nextInt(8); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(info, bytes);
      assertThat(new MediumFinder(info, folder.resolve("sys")).of(folder)).isNotNull();
    }
  }

  @Test
  @Verifies("SEC-MAINT-08")
  void choosesByClassAndMedium() {
    Medium disk = new Medium("/", "ext4", "sda", Medium.Kind.MAGNETIC, false, false);
    Medium card = new Medium("/", "ext4", "mmcblk0", Medium.Kind.FLASH, true, false);
    assertThat(Treatment.of(DataClass.LOGS, false, disk).notDone()).isEmpty();
    assertThat(Treatment.of(DataClass.KEYS, false, disk).notDone())
        .singleElement()
        .asString()
        .startsWith("purge: needs");
    assertThat(Treatment.of(DataClass.PERSONAL, true, card).steps())
        .isEqualTo(
            List.of(
                Treatment.Step.CRYPTOGRAPHIC_ERASE, Treatment.Step.PUNCH, Treatment.Step.REMOVE));
    assertThat(Treatment.of(DataClass.CREDENTIALS, false, card).steps())
        .contains(Treatment.Step.OVERWRITE, Treatment.Step.READ_BACK, Treatment.Step.PUNCH);
    Medium snapshots = new Medium("/", "btrfs", "sda", Medium.Kind.COPYING, true, false);
    assertThat(Treatment.of(DataClass.LOGS, false, snapshots).achieved()).isEqualTo(Level.NONE);
  }

  @Test
  void seesThisMachine() {
    assertThat(MediumFinder.ofThisMachine().of(folder).mountPoint()).isNotEmpty();
  }
}
