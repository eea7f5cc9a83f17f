package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.disposal.CompletionKey;

/** What of an erasure, of orders and of a lock is kept in {@code <data>/disposal}. Blocks. */
final class DisposalFolder {
  /** Where free space is filled from. */
  static final String FILL = SecretInventory.FOLDER + "/fill";

  /** Most certificates that wait to be delivered or are kept; the oldest go. */
  static final int MAX_CERTIFICATES = 16;

  private final Path folder;

  DisposalFolder(Path data) {
    this.folder = data.resolve(SecretInventory.FOLDER);
  }

  private Path file(String name) {
    return PrivateFiles.folder(folder).resolve(name);
  }

  Path pending() {
    return folder.resolve("pending.json");
  }

  Path completion() {
    return folder.resolve("completion.json");
  }

  void writePending(PendingErasure pending) {
    PrivateFiles.replace(file("pending.json"), pending.encode());
  }

  Optional<PendingErasure> readPending() {
    return read(pending()).flatMap(PendingErasure::decode);
  }

  boolean isPending() {
    return Files.exists(pending());
  }

  void clearPending() throws IOException {
    Files.deleteIfExists(pending());
  }

  void writeCompletion(CompletionKey key) {
    PrivateFiles.replace(file("completion.json"), key.encode());
  }

  Optional<CompletionKey> readCompletion() {
    return read(completion()).flatMap(CompletionKey::decode);
  }

  /** The highest number of an order that was seen; 0 before the first. */
  long lastOrder() {
    return read(folder.resolve("order"))
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElse(0L);
  }

  void sawOrder(long number) {
    PrivateFiles.replace(file("order"), (number + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Why the gateway is locked; empty when it is not. */
  Optional<String> locked() {
    return read(folder.resolve("locked")).map(b -> new String(b, StandardCharsets.UTF_8).strip());
  }

  void lock(String why) {
    PrivateFiles.replace(file("locked"), (why + "\n").getBytes(StandardCharsets.UTF_8));
  }

  void unlock() {
    delete(folder.resolve("locked"));
  }

  /** Puts a certificate where it waits to be delivered. */
  void putCertificate(String id, byte[] content) {
    PrivateFiles.replace(PrivateFiles.folder(file("outbox")).resolve(id + ".json"), content);
  }

  boolean hasCertificate(String id) {
    return Files.exists(folder.resolve("outbox").resolve(id + ".json"))
        || Files.exists(folder.resolve("certificates").resolve(id + ".json"));
  }

  /** Certificates that nobody has yet, oldest first. */
  List<Path> outbox() {
    return list(folder.resolve("outbox"));
  }

  /** Certificates that were delivered or that nobody takes, oldest first. */
  List<Path> delivered() {
    return list(folder.resolve("certificates"));
  }

  /** Takes it out of the outbox and keeps it for the operator. */
  void delivered(Path certificate) {
    Path kept = PrivateFiles.folder(file("certificates"));
    try {
      Files.move(
          certificate,
          kept.resolve(String.valueOf(certificate.getFileName())),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      List<Path> all = list(kept);
      for (Path old : all.subList(0, Math.max(0, all.size() - MAX_CERTIFICATES))) {
        delete(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All certificates, delivered or not. */
  Stream<Path> certificates() {
    return Stream.concat(outbox().stream(), delivered().stream());
  }

  static Optional<byte[]> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(f -> f.toString().endsWith(".json"))
          .sorted(java.util.Comparator.comparingLong(DisposalFolder::modified))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long modified(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }
}
