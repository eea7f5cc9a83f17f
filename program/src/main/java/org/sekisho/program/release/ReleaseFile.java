package org.sekisho.program.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A release as one file: its head, then the contents of its files, one after the other in the order
 * of the manifest, and nothing behind them.
 *
 * <p>It is read through one handle from its first byte to its last. A file's bytes are hashed on
 * their way into the slot, so what was verified is what was written; nothing is opened by its name
 * a second time.
 */
public final class ReleaseFile {
  private static final int BUFFER_BYTES = 64 * 1024;

  private ReleaseFile() {}

  /** Why a release is not taken. */
  public enum Refusal {
    /** It is not a release file, or its manifest breaks a rule. */
    MALFORMED,
    /** It ends too early. */
    TRUNCATED,
    /** There is something behind its end. */
    TOO_LONG,
    /** It is larger than the limit. */
    TOO_LARGE,
    /** One of the two signatures, or both, do not hold. */
    NOT_SIGNED,
    /** A file is not the one that was signed. */
    ALTERED,
    /** It is a release of another program. */
    OTHER_PRODUCT,
    /** It does not run on this machine. */
    OTHER_TARGET,
    /** Its security epoch is lower than one that has been confirmed here. */
    OLDER_EPOCH,
    /** It is older than the present release, and nobody asked for that. */
    OLDER_VERSION,
    /** It is the present release. */
    SAME_VERSION,
    /** It is not the file that was announced. */
    OTHER_FILE,
    /** It cannot be written. */
    STORAGE;

    /** The word in status, logs and feedback. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** How reading a release ended. */
  public sealed interface Outcome {
    /**
     * Every signature and hash holds.
     *
     * @param id SHA-256 of the manifest
     * @param sha256 of the whole file
     */
    record Good(Manifest manifest, String id, String sha256) implements Outcome {}

    /** It is not taken. */
    record Refused(Refusal reason, String detail) implements Outcome {}
  }

  /** A reason why a signed release is not wanted here; empty when it is. */
  @FunctionalInterface
  public interface Acceptance extends Function<Manifest, Optional<Outcome.Refused>> {}

  /**
   * Packs every file below the folder and signs them.
   *
   * @param nextTrust keys that replace the present ones once the release is confirmed
   */
  public static Manifest pack(
      Path folder,
      String product,
      Version version,
      int epoch,
      String target,
      Instant now,
      Optional<ReleaseTrust> nextTrust,
      ReleaseKeys keys,
      Path out)
      throws IOException {
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Path file : regularFiles(folder)) {
      try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
        MessageDigest hash = sha256();
        long size = in.transferTo(new HashOnly(hash));
        entries.add(
            new Manifest.Entry(name(folder, file), size, HexFormat.of().formatHex(hash.digest())));
      }
    }
    entries.sort(Comparator.comparing(Manifest.Entry::path));
    var manifest =
        new Manifest(
            product,
            version,
            epoch,
            now.truncatedTo(ChronoUnit.SECONDS),
            target,
            entries,
            nextTrust);
    try (OutputStream to = Files.newOutputStream(out)) {
      to.write(keys.sign(manifest).encode());
      for (Manifest.Entry entry : manifest.files()) {
        Files.copy(folder.resolve(entry.path()), to);
      }
    }
    // A file that changed while it was packed would make a release that nobody takes.
    try (InputStream in = Files.newInputStream(out)) {
      if (!(read(in, Long.MAX_VALUE, keys.trust(), _ -> Optional.empty(), null)
          instanceof Outcome.Good)) {
        throw new IOException(folder + " changed while it was packed");
      }
    }
    return manifest;
  }

  /** Verifies a release and keeps nothing of it. */
  public static Outcome verify(InputStream in, long maxBytes, ReleaseTrust trust)
      throws IOException {
    return read(in, maxBytes, trust, _ -> Optional.empty(), null);
  }

  /**
   * Verifies a release while its files are written into a folder, which must be empty. After a
   * refusal the folder holds leftovers and must be deleted; a fault of the stream is an exception.
   *
   * @param maxBytes largest file that is read
   */
  public static Outcome install(
      InputStream in, long maxBytes, ReleaseTrust trust, Acceptance acceptance, Path folder)
      throws IOException {
    return read(in, maxBytes, trust, acceptance, folder);
  }

  private static Outcome read(
      InputStream from,
      long maxBytes,
      ReleaseTrust trust,
      Acceptance acceptance,
      @Nullable Path folder)
      throws IOException {
    MessageDigest whole = sha256();
    InputStream in = new DigestInputStream(from, whole);
    ReleaseHead head;
    switch (ReleaseHead.read(in)) {
      case ReleaseHead.Reading.Malformed(String why) -> {
        return new Outcome.Refused(Refusal.MALFORMED, why);
      }
      case ReleaseHead.Reading.Truncated() -> {
        return new Outcome.Refused(Refusal.TRUNCATED, "it ends within its head");
      }
      case ReleaseHead.Reading.Read(ReleaseHead read) -> head = read;
    }
    if (!head.signedBy(trust)) {
      return new Outcome.Refused(
          Refusal.NOT_SIGNED, "the Ed25519 and the ML-DSA-65 signature do not both hold");
    }
    Manifest manifest = head.manifest();
    Optional<Outcome.Refused> unwanted = acceptance.apply(manifest);
    if (unwanted.isPresent()) {
      return unwanted.get();
    }
    if (head.encode().length + manifest.totalBytes() > maxBytes) {
      return new Outcome.Refused(Refusal.TOO_LARGE, "more than " + maxBytes + " bytes");
    }
    for (Manifest.Entry entry : manifest.files()) {
      Optional<Outcome.Refused> bad =
          folder == null ? copy(in, entry, null) : write(in, entry, folder);
      if (bad.isPresent()) {
        return bad.get();
      }
    }
    if (in.read() >= 0) {
      return new Outcome.Refused(Refusal.TOO_LONG, "there are bytes behind the last file");
    }
    if (folder != null) {
      try {
        writeRecords(head, folder);
      } catch (IOException e) {
        return new Outcome.Refused(Refusal.STORAGE, e.toString());
      }
    }
    return new Outcome.Good(manifest, head.id(), HexFormat.of().formatHex(whole.digest()));
  }

  private static Optional<Outcome.Refused> write(InputStream in, Manifest.Entry entry, Path folder)
      throws IOException {
    Path file = folder.resolve(entry.path());
    FileChannel channel;
    try {
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      channel =
          FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      return Optional.of(new Outcome.Refused(Refusal.STORAGE, e.toString()));
    }
    try (channel) {
      Optional<Outcome.Refused> bad = copy(in, entry, channel);
      if (bad.isEmpty()) {
        channel.force(true);
      }
      return bad;
    }
  }

  private static Optional<Outcome.Refused> copy(
      InputStream in, Manifest.Entry entry, @Nullable FileChannel to) throws IOException {
    MessageDigest hash = sha256();
    byte[] buffer = new byte[(int) Math.min(BUFFER_BYTES, Math.max(1, entry.sizeBytes()))];
    long missing = entry.sizeBytes();
    while (missing > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, missing));
      if (read < 0) {
        return Optional.of(
            new Outcome.Refused(Refusal.TRUNCATED, "it ends within " + entry.path()));
      }
      hash.update(buffer, 0, read);
      if (to != null) {
        try {
          for (var bytes = ByteBuffer.wrap(buffer, 0, read); bytes.hasRemaining(); ) {
            to.write(bytes);
          }
        } catch (IOException e) {
          return Optional.of(new Outcome.Refused(Refusal.STORAGE, e.toString()));
        }
      }
      missing -= read;
    }
    return HexFormat.of().formatHex(hash.digest()).equals(entry.sha256())
        ? Optional.empty()
        : Optional.of(
            new Outcome.Refused(
                Refusal.ALTERED, entry.path() + " is not the file that was signed"));
  }

  /** The signed head, and the list that the launcher checks with sha256sum. */
  private static void writeRecords(ReleaseHead head, Path folder) throws IOException {
    Files.write(folder.resolve("release"), head.encode(), StandardOpenOption.CREATE_NEW);
    Files.writeString(folder.resolve("sums"), sums(head.manifest()), StandardOpenOption.CREATE_NEW);
    Durable.files(folder);
  }

  /** What {@code sha256sum} prints of the release's files. */
  static String sums(Manifest manifest) {
    var text = new StringBuilder();
    for (Manifest.Entry entry : manifest.files()) {
      text.append(entry.sha256()).append("  ").append(entry.path()).append('\n');
    }
    return text.toString();
  }

  /** Every regular file below the folder; anything but files and folders is an IOException. */
  static List<Path> regularFiles(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isRegularFile()) {
              throw new IOException(file + " is neither a file nor a folder");
            }
            if (found.size() > Manifest.MAX_FILES + Manifest.RESERVED.size()) {
              throw new IOException("more than " + Manifest.MAX_FILES + " files");
            }
            found.add(file);
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  /** The path of a file below the folder, with slashes. */
  static String name(Path folder, Path file) {
    return folder.relativize(file).toString().replace(java.io.File.separatorChar, '/');
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Takes bytes into a hash. */
  private static final class HashOnly extends OutputStream {
    private final MessageDigest hash;

    HashOnly(MessageDigest hash) {
      this.hash = hash;
    }

    @Override
    public void write(int b) {
      hash.update((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      hash.update(bytes, offset, length);
    }
  }
}
