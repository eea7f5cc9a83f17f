package org.sekisho.headend.store;

import io.questdb.log.LogFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sekisho.program.PrivateFiles;

/** Keeps the database from a log of its own: its errors go to ours, the rest is not even made. */
final class QuestDbLog {
  private QuestDbLog() {}

  /** Must be called before any class of the database is loaded. */
  static void quiet(Path folder) {
    Path conf = PrivateFiles.folder(folder.resolve("conf")).resolve("log.conf");
    String text =
        "writers=sekisho\nw.sekisho.class="
            + QuestDbLogWriter.class.getName()
            + "\nw.sekisho.level=ERROR,CRITICAL\n";
    PrivateFiles.replace(conf, text.getBytes(StandardCharsets.US_ASCII));
    LogFactory.configureRootDir(folder.toAbsolutePath().toString());
  }
}
