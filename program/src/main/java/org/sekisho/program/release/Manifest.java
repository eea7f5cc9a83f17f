package org.sekisho.program.release;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a release is: the text that is signed. There is exactly one encoding of a manifest; any
 * other text is refused.
 *
 * @param product which program, such as {@code gateway}
 * @param epoch security epoch, 1 to 1,000,000: raised when an older release must never run again
 * @param made when it was packed, whole seconds
 * @param target what it runs on, such as {@code java25}
 * @param files in ascending order of their paths, 1 to {@link #MAX_FILES}
 * @param nextTrust keys that take the place of the present ones once this release is confirmed
 */
public record Manifest(
    String product,
    Version version,
    int epoch,
    Instant made,
    String target,
    List<Entry> files,
    Optional<ReleaseTrust> nextTrust) {
  /** Largest encoding. */
  public static final int MAX_BYTES = 1024 * 1024;

  /** Most files. */
  public static final int MAX_FILES = 2_000;

  /** Most bytes of all files together. */
  public static final long MAX_TOTAL_BYTES = 1L << 30;

  /** Highest epoch. */
  public static final int MAX_EPOCH = 1_000_000;

  /** Names in a slot that a release cannot bring: the slot's own records. */
  static final List<String> RESERVED = List.of("release", "sums");

  private static final int MAX_PATH_CHARS = 200;
  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");
  private static final Pattern PATH =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]*(/[A-Za-z0-9_][A-Za-z0-9._+-]*){0,7}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final String FIRST_LINE = "sekisho-release 1";
  private static final String LAST_LINE = "end";

  /**
   * A file of the release.
   *
   * @param path below the slot, parts joined by slashes; no part begins with a dot
   * @param sizeBytes 0 to {@link #MAX_TOTAL_BYTES}
   * @param sha256 64 hexadecimal digits in lower case
   */
  public record Entry(String path, long sizeBytes, String sha256) {
    public Entry {
      if (path.length() > MAX_PATH_CHARS || !PATH.matcher(path).matches()) {
        throw new IllegalArgumentException("a file name that is not allowed");
      }
      if (RESERVED.contains(path)) {
        throw new IllegalArgumentException("the file name " + path + " is reserved");
      }
      if (sizeBytes < 0 || sizeBytes > MAX_TOTAL_BYTES) {
        throw new IllegalArgumentException("a file larger than " + MAX_TOTAL_BYTES + " bytes");
      }
      if (!HASH.matcher(sha256).matches()) {
        throw new IllegalArgumentException("a SHA-256 that is not 64 hexadecimal digits");
      }
    }
  }

  /** What a decoder says about the bytes it was given. */
  public sealed interface Reading {
    /** A manifest; nothing is said about its signatures. */
    record Read(Manifest manifest) implements Reading {}

    /** Not a manifest. */
    record Malformed(String why) implements Reading {}
  }

  public Manifest {
    files = List.copyOf(files);
    if (!WORD.matcher(product).matches() || !WORD.matcher(target).matches()) {
      throw new IllegalArgumentException("product and target are 1 to 32 of a-z, 0-9 and -");
    }
    if (epoch < 1 || epoch > MAX_EPOCH) {
      throw new IllegalArgumentException("an epoch outside of 1 to " + MAX_EPOCH);
    }
    if (!made.truncatedTo(ChronoUnit.SECONDS).equals(made)) {
      throw new IllegalArgumentException("a time that is not in whole seconds");
    }
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new IllegalArgumentException("a release has 1 to " + MAX_FILES + " files");
    }
    Set<String> folders = new HashSet<>();
    for (Entry file : files) {
      for (int slash = file.path().indexOf('/');
          slash >= 0;
          slash = file.path().indexOf('/', slash + 1)) {
        folders.add(file.path().substring(0, slash));
      }
    }
    long total = 0;
    String before = "";
    for (Entry file : files) {
      if (file.path().compareTo(before) <= 0) {
        throw new IllegalArgumentException("files that are not in ascending order");
      }
      if (folders.contains(file.path())) {
        throw new IllegalArgumentException("a file that is a folder, too");
      }
      before = file.path();
      total += file.sizeBytes();
      if (total > MAX_TOTAL_BYTES) {
        throw new IllegalArgumentException("more than " + MAX_TOTAL_BYTES + " bytes in all");
      }
    }
  }

  /** Bytes of all files together. */
  public long totalBytes() {
    return files.stream().mapToLong(Entry::sizeBytes).sum();
  }

  /** The one encoding. */
  public byte[] encode() {
    var text = new StringBuilder(FIRST_LINE).append('\n');
    line(text, "product", product);
    line(text, "version", version.text());
    line(text, "epoch", String.valueOf(epoch));
    line(text, "made", made.toString());
    line(text, "target", target);
    nextTrust.ifPresent(
        keys -> {
          line(text, "next-ed25519", Base64.getEncoder().encodeToString(keys.ed25519()));
          line(text, "next-ml-dsa-65", Base64.getEncoder().encodeToString(keys.mlDsa()));
        });
    for (Entry file : files) {
      line(text, "file", file.sizeBytes() + " " + file.sha256() + " " + file.path());
    }
    return text.append(LAST_LINE).append('\n').toString().getBytes(StandardCharsets.US_ASCII);
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(' ').append(value).append('\n');
  }

  /** Reads an encoding; total. */
  public static Reading decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return new Reading.Malformed("more than " + MAX_BYTES + " bytes");
    }
    try {
      String text =
          StandardCharsets.US_ASCII.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Manifest manifest = new Lines(text).manifest();
      // What was signed is what was understood: there is no second way to write the same.
      return Arrays.equals(manifest.encode(), bytes)
          ? new Reading.Read(manifest)
          : new Reading.Malformed("not in the one form");
    } catch (CharacterCodingException e) {
      return new Reading.Malformed("not ASCII");
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      return new Reading.Malformed(String.valueOf(e.getMessage()));
    }
  }

  /** The lines while they are read. */
  private static final class Lines {
    private final String[] lines;
    private int next;

    Lines(String text) {
      this.lines = text.split("\n", MAX_FILES + 16);
    }

    Manifest manifest() throws IOException {
      expect(FIRST_LINE);
      String product = value("product");
      var version = new Version(value("version"));
      int epoch = (int) number(value("epoch"), MAX_EPOCH);
      Instant made = Instant.parse(value("made"));
      String target = value("target");
      Optional<ReleaseTrust> trust = Optional.empty();
      if (at("next-ed25519")) {
        byte[] classic = Base64.getDecoder().decode(value("next-ed25519"));
        byte[] later = Base64.getDecoder().decode(value("next-ml-dsa-65"));
        trust = Optional.of(ReleaseTrust.of(classic, later));
      }
      List<Entry> files = new ArrayList<>();
      while (at("file")) {
        if (files.size() == MAX_FILES) {
          throw new IOException("more than " + MAX_FILES + " files");
        }
        String[] parts = value("file").split(" ", 3);
        if (parts.length != 3) {
          throw new IOException("a file line without size, SHA-256 and path");
        }
        files.add(new Entry(parts[2], number(parts[0], MAX_TOTAL_BYTES), parts[1]));
      }
      expect(LAST_LINE);
      return new Manifest(product, version, epoch, made, target, files, trust);
    }

    private boolean at(String key) {
      return next < lines.length && lines[next].startsWith(key + " ");
    }

    private String value(String key) throws IOException {
      if (!at(key)) {
        throw new IOException("line " + (next + 1) + " is not '" + key + "'");
      }
      return lines[next++].substring(key.length() + 1);
    }

    private void expect(String line) throws IOException {
      if (next >= lines.length || !lines[next].equals(line)) {
        throw new IOException("line " + (next + 1) + " is not '" + line + "'");
      }
      next++;
    }

    private static long number(String text, long max) throws IOException {
      if (!NUMBER.matcher(text).matches() || Long.parseLong(text) > max) {
        throw new IOException("a number that is not 0 to " + max);
      }
      return Long.parseLong(text);
    }
  }
}
