package org.sekisho.management.inventory;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.Secret;
import org.sekisho.program.StartException;

/** The management's database: SQLite in the data directory, or the one that is configured. */
public final class Database implements AutoCloseable {
  private static final int CONNECTIONS = 4;

  private final HikariDataSource pool;
  private final Jdbi jdbi;

  private Database(HikariDataSource pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  /**
   * Opens the database and brings its tables up to date.
   *
   * @param url a JDBC address, or empty for {@code <data>/management.db}
   */
  public static Database open(Path data, Optional<Secret> url) {
    var config = new HikariConfig();
    config.setPoolName("management");
    config.setConnectionTimeout(10_000);
    if (url.isPresent()) {
      config.setJdbcUrl(url.get().reveal());
      config.setMaximumPoolSize(CONNECTIONS);
    } else {
      Path file = data.resolve("management.db");
      if (!Files.exists(file)) {
        // SQLite gives its journal files the mode of the database.
        PrivateFiles.replace(file, new byte[0]);
      }
      config.setJdbcUrl("jdbc:sqlite:" + file);
      config.addDataSourceProperty("journal_mode", "WAL");
      config.addDataSourceProperty("synchronous", "FULL");
      config.addDataSourceProperty("foreign_keys", "true");
      // What is deleted is overwritten in the file, not only forgotten.
      config.addDataSourceProperty("secure_delete", "true");
      config.addDataSourceProperty("busy_timeout", "5000");
      // SQLite has one writer anyway; a single connection makes transactions queue, not fail.
      config.setMaximumPoolSize(1);
    }
    HikariDataSource pool;
    try {
      pool = new HikariDataSource(config);
    } catch (RuntimeException e) {
      throw new StartException("database.url: cannot be opened: " + e.getMessage(), e);
    }
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations("classpath:org/sekisho/management/database")
          .load()
          .migrate();
    } catch (FlywayException e) {
      pool.close();
      throw new StartException("database.url: tables cannot be made: " + e.getMessage(), e);
    }
    return new Database(pool);
  }

  /** Access to the tables; blocks. */
  public Jdbi jdbi() {
    return jdbi;
  }

  @Override
  public void close() {
    pool.close();
  }
}
