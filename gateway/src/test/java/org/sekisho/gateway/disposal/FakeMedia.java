package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Machines with other disks than this one. */
final class FakeMedia {
  private final Path root;
  private final StringBuilder mounts = new StringBuilder();

  FakeMedia(Path root) {
    this.root = root;
  }

  /** A whole disk with that number and queue. */
  FakeMedia disk(String number, String name, int rotational, long discardBytes) throws IOException {
    Path disk = Files.createDirectories(root.resolve("sys/devices/block/" + name + "/queue"));
    Files.writeString(disk.resolve("rotational"), rotational + "\n");
    Files.writeString(disk.resolve("discard_max_bytes"), discardBytes + "\n");
    return link(number, "sys/devices/block/" + name);
  }

  /** A partition of a disk. */
  FakeMedia partition(String number, String disk, String name) throws IOException {
    Path folder = Files.createDirectories(root.resolve("sys/devices/block/" + disk + "/" + name));
    Files.writeString(folder.resolve("partition"), "1\n");
    return link(number, "sys/devices/block/" + disk + "/" + name);
  }

  /** A mapped device over a disk. */
  FakeMedia mapped(String number, String name, String below) throws IOException {
    Path slaves = Files.createDirectories(root.resolve("sys/devices/virtual/" + name + "/slaves"));
    Files.createSymbolicLink(
        slaves.resolve(below), root.resolve("sys/devices/block").resolve(below));
    return link(number, "sys/devices/virtual/" + name);
  }

  private FakeMedia link(String number, String device) throws IOException {
    Path block = Files.createDirectories(root.resolve("sys/dev/block"));
    Files.deleteIfExists(block.resolve(number));
    Files.createSymbolicLink(block.resolve(number), root.resolve(device));
    return this;
  }

  FakeMedia mount(String number, String point, String fileSystem, String options) {
    mounts.append(
        "22 1 %s / %s rw - %s source rw%s\n".formatted(number, point, fileSystem, options));
    return this;
  }

  MediumFinder finder() throws IOException {
    Files.createDirectories(root);
    Path info = root.resolve("mountinfo");
    Files.writeString(info, mounts);
    return new MediumFinder(info, root.resolve("sys"));
  }

  /** Everything lies on an SD card. */
  static MediumFinder flash(Path folder) throws IOException {
    return new FakeMedia(folder.resolve("machine"))
        .disk("179:0", "mmcblk0", 0, 1 << 20)
        .mount("179:0", "/", "ext4", "")
        .finder();
  }

  /** Everything lies on a disk that turns. */
  static MediumFinder magnetic(Path folder) throws IOException {
    return new FakeMedia(folder.resolve("machine"))
        .disk("8:0", "sda", 1, 0)
        .mount("8:0", "/", "ext4", "")
        .finder();
  }
}
