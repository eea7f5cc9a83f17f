package org.sekisho.program.release;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Whitelist control: a slot holds exactly the files that were signed, each with its hash, and
 * nothing else.
 */
public final class SlotCheck {
  private SlotCheck() {}

  /** What a slot turned out to be. */
  public sealed interface Verdict {
    /**
     * Exactly what was signed.
     *
     * @param id SHA-256 of the manifest
     */
    record Sound(Manifest manifest, String id) implements Verdict {}

    /** Something differs. */
    record Altered(String what) implements Verdict {}

    /** There is no release in it. */
    record Empty() implements Verdict {}
  }

  /** Looks at every byte of the slot; total. */
  public static Verdict check(Path slot, List<ReleaseTrust> trusted) {
    if (!Files.isDirectory(slot, LinkOption.NOFOLLOW_LINKS)) {
      return new Verdict.Empty();
    }
    try {
      return look(slot, trusted);
    } catch (IOException | RuntimeException e) {
      return new Verdict.Altered("it cannot be read: " + e.getMessage());
    }
  }

  private static Verdict look(Path slot, List<ReleaseTrust> trusted) throws IOException {
    Path record = slot.resolve("release");
    if (!Files.isRegularFile(record, LinkOption.NOFOLLOW_LINKS)) {
      return new Verdict.Altered("its signed manifest is missing");
    }
    ReleaseHead head;
    try (InputStream in = Files.newInputStream(record, LinkOption.NOFOLLOW_LINKS)) {
      if (!(ReleaseHead.read(in) instanceof ReleaseHead.Reading.Read(ReleaseHead read))
          || in.read() >= 0) {
        return new Verdict.Altered("its manifest is damaged");
      }
      head = read;
    }
    if (trusted.stream().noneMatch(head::signedBy)) {
      return new Verdict.Altered("its manifest is not signed by a trusted release key");
    }
    Map<String, Manifest.Entry> expected = new HashMap<>();
    head.manifest().files().forEach(entry -> expected.put(entry.path(), entry));
    for (Path file : ReleaseFile.regularFiles(slot)) {
      String name = ReleaseFile.name(slot, file);
      if (Manifest.RESERVED.contains(name)) {
        continue;
      }
      Manifest.Entry entry = expected.remove(name);
      if (entry == null) {
        return new Verdict.Altered(name + " does not belong to the release");
      }
      if (Files.size(file) != entry.sizeBytes() || !sha256(file).equals(entry.sha256())) {
        return new Verdict.Altered(name + " is not the file that was signed");
      }
    }
    if (!expected.isEmpty()) {
      return new Verdict.Altered(expected.keySet().iterator().next() + " is missing");
    }
    String sums = ReleaseFile.sums(head.manifest());
    if (!Files.isRegularFile(slot.resolve("sums"), LinkOption.NOFOLLOW_LINKS)
        || !Files.readString(slot.resolve("sums"), StandardCharsets.ISO_8859_1).equals(sums)) {
      return new Verdict.Altered("its list of files was changed");
    }
    return new Verdict.Sound(head.manifest(), head.id());
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest hash = ReleaseFile.sha256();
    byte[] buffer = new byte[64 * 1024];
    try (var in =
        new DigestInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), hash)) {
      while (in.read(buffer) >= 0) {
        // The stream hashes what is read.
      }
    }
    return HexFormat.of().formatHex(hash.digest());
  }
}
