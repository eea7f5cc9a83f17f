package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Real files; names are relative to a folder, or absolute. One thread. */
class FileSurface implements Surface {
  private static final int CHUNK_BYTES = 256 * 1024;
  private static final long DISCARD_LIMIT_NS = 20_000_000_000L;

  private final Path folder;
  private final Set<Path> touched = new LinkedHashSet<>();

  FileSurface(Path folder) {
    this.folder = folder;
  }

  private Path path(String file) {
    return folder.resolve(file);
  }

  @Override
  public Written overwrite(String file, RandomGenerator random) throws IOException {
    // A link is never followed: what it points to is not ours.
    try (FileChannel channel =
        FileChannel.open(path(file), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      long size = channel.size();
      MessageDigest sha = sha256();
      byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, Math.max(1, size))];
      long done = 0;
      while (done < size) {
        random.nextBytes(chunk);
        int length = (int) Math.min(chunk.length, size - done);
        sha.update(chunk, 0, length);
        ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, length);
        while (bytes.hasRemaining()) {
          done += channel.write(bytes, done);
        }
      }
      return new Written(size, HexFormat.of().formatHex(sha.digest()));
    }
  }

  @Override
  public void force(String file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path(file), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.force(false);
    }
  }

  /** Hands all of them to the medium at once, and makes it empty its cache once. */
  @Override
  public void forceTogether(List<String> files) throws IOException {
    boolean written = true;
    for (String file : files) {
      written &= !Files.exists(path(file), LinkOption.NOFOLLOW_LINKS) || begin(file);
    }
    String last = "";
    for (String file : files) {
      if (Files.exists(path(file), LinkOption.NOFOLLOW_LINKS)) {
        written &= LinuxFiles.awaitWritten(path(file));
        last = file;
      }
    }
    if (!written) {
      Surface.super.forceTogether(files);
    } else if (!last.isEmpty()) {
      force(last);
    }
  }

  private boolean begin(String file) {
    return !Files.isSymbolicLink(path(file)) && LinuxFiles.beginWriting(path(file));
  }

  @Override
  public boolean holds(String file, Written written) throws IOException {
    LinuxFiles.uncache(path(file));
    MessageDigest sha = sha256();
    try (FileChannel channel =
        FileChannel.open(path(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
      long left = written.bytes();
      while (left > 0) {
        chunk.clear().limit((int) Math.min(chunk.capacity(), left));
        int read = channel.read(chunk);
        if (read < 0) {
          return false;
        }
        left -= read;
        sha.update(chunk.flip());
      }
    }
    return HexFormat.of().formatHex(sha.digest()).equals(written.sha256());
  }

  @Override
  public boolean punch(String file) throws IOException {
    Path path = path(file);
    return !Files.isSymbolicLink(path) && LinuxFiles.punch(path, Files.size(path));
  }

  @Override
  public void remove(String file) throws IOException {
    Path path = path(file);
    if (!Files.isSymbolicLink(path)) {
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
        channel.truncate(0);
      }
    }
    Path nameless = path.resolveSibling("x".repeat(nameLength(path)));
    Files.move(path, nameless, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.delete(nameless);
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      touched.add(parent);
    }
  }

  private static int nameLength(Path path) {
    return Math.clamp(String.valueOf(path.getFileName()).length(), 1, 200);
  }

  @Override
  public void settle() throws IOException {
    for (Path parent : touched) {
      if (Files.isDirectory(parent)) {
        try (FileChannel channel = FileChannel.open(parent, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
    touched.clear();
  }

  @Override
  public boolean discardFree() throws IOException {
    return LinuxFiles.discardFree(
        folder, Files.getFileStore(folder).getTotalSpace(), DISCARD_LIMIT_NS);
  }

  @Override
  public long fillFree(long limitBytes, RandomGenerator random) throws IOException {
    Path file = path(DisposalFolder.FILL);
    Files.deleteIfExists(file);
    byte[] chunk = new byte[CHUNK_BYTES];
    long done = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      try {
        while (done < limitBytes) {
          random.nextBytes(chunk);
          done +=
              channel.write(
                  ByteBuffer.wrap(chunk, 0, (int) Math.min(chunk.length, limitBytes - done)), done);
        }
        channel.force(true);
      } catch (IOException e) {
        // Full: that is what was wanted. What has been written is forced by the deletion's sync.
        channel.force(false);
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return done;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }
}
