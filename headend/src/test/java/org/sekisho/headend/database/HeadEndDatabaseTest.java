package org.sekisho.headend.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.headend.access.AccessRecords;

/** The tables of former versions. */
class HeadEndDatabaseTest {
  @TempDir Path folder;

  @Test
  void takesOverTheTablesOfVersion1AndRefusesThoseOfALaterOne() throws Exception {
    Path file = folder.resolve("head-end.db");
    new HeadEndDatabase(file).close();
    change(file, "drop table access", "pragma user_version = 1");
    try (var database = new HeadEndDatabase(file)) {
      var records = new AccessRecords(database, () -> Instant.EPOCH.plusSeconds(9));
      records.keep("app", "192.0.2.1", "latest", Map.of("point", "p"), 200, 3);
      assertThat(records.newest(10, Optional.of("app"))).hasSize(1);
      assertThat(records.newest(10, Optional.of("another"))).isEmpty();
      records.trim(Instant.EPOCH.plusSeconds(10));
      assertThat(records.newest(10, Optional.empty())).isEmpty();
    }
    change(file, "pragma user_version = 99");
    assertThatThrownBy(() -> new HeadEndDatabase(file)).hasMessageContaining("newer version");
  }

  private static void change(Path file, String... commands) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String command : commands) {
        statement.execute(command);
      }
    }
  }
}
