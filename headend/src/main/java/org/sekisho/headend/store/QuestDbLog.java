package org.sekisho.headend.store;

import io.questdb.log.LogFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sekisho.program.PrivateFiles;

/** Keeps the database from writing a log of its own: what matters is said by its exceptions. */
final class QuestDbLog {
  private QuestDbLog() {}

  /** Must be called before any class of the database is loaded. */
  static void quiet(Path folder) {
    Path conf = PrivateFiles.folder(folder.resolve("conf")).resolve("log.conf");
    PrivateFiles.replace(conf, "writers=none\n".getBytes(StandardCharsets.US_ASCII));
    LogFactory.configureRootDir(folder.toAbsolutePath().toString());
  }
}
