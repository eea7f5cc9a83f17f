package org.sekisho.management.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.management.alert.AlertBook;
import org.sekisho.management.authority.Authority;
import org.sekisho.management.enrolment.CodeHash;
import org.sekisho.management.inventory.Inventory.Recorded;
import org.sekisho.management.token.Applications;
import org.sekisho.program.Peer;
import org.sekisho.program.Role;
import org.sekisho.program.Secret;
import org.sekisho.program.SlowHash;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.logbook.LogSignature;

/** The same life of a member in SQLite and in a real PostgreSQL. */
class DatabaseTest {
  private static final Peer GATEWAY = new Peer(Role.GATEWAY, "gw-1");

  @TempDir Path folder;
  private final SecureRandom random = new SecureRandom();
  private final Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void keepsMembersInSqlite() {
    try (var database = Database.open(folder, Optional.empty())) {
      live(database);
    }
    try (var again = Database.open(folder, Optional.empty())) {
      assertThat(new Inventory(again.jdbi()).find("gw-1")).isPresent();
    }
  }

  @Test
  void keepsMembersInPostgres() throws Exception {
    try (var postgres = EmbeddedPostgres.builder().setDataDirectory(folder.resolve("pg")).start();
        var database =
            Database.open(
                folder, Optional.of(Secret.of(postgres.getJdbcUrl("postgres", "postgres"))))) {
      live(database);
    }
  }

  private X509Certificate certificate(Authority authority) {
    return authority.issue(
        GATEWAY, TlsIdentity.newKeyPair().getPublic(), List.of(), Duration.ofDays(1), now);
  }

  private void live(Database database) {
    Authority authority = Authority.loadOrMake(folder, random, now);
    var inventory = new Inventory(database.jdbi());
    CodeHash first = CodeHash.fresh(random).kept();
    CodeHash code = CodeHash.fresh(random).kept();
    assertThat(inventory.register(GATEWAY, List.of("localhost"), first, now.plusSeconds(60)))
        .isTrue();
    assertThat(inventory.register(GATEWAY, List.of("a", "::1"), code, now.plusSeconds(60)))
        .isTrue();
    assertThat(inventory.code("gw-1", now)).contains(code);
    assertThat(inventory.code("gw-1", now.plusSeconds(60))).isEmpty();

    X509Certificate certificate = certificate(authority);
    assertThat(inventory.enrolled("gw-1", first, certificate, now)).isEqualTo(Recorded.CODE_GONE);
    assertThat(inventory.isGood(GATEWAY, certificate)).isFalse();
    assertThat(inventory.enrolled("gw-1", code, certificate, now)).isEqualTo(Recorded.DONE);
    assertThat(inventory.enrolled("gw-1", code, certificate(authority), now))
        .isEqualTo(Recorded.CODE_GONE);
    assertThat(inventory.isGood(GATEWAY, certificate)).isTrue();
    assertThat(inventory.isGood(new Peer(Role.HEAD_END, "gw-1"), certificate)).isFalse();

    keepAlerts(new AlertBook(database.jdbi()));

    inventory.report("gw-1", "1.0", "{\"version\":\"1.0\"}", now);
    Member member = inventory.find("gw-1").orElseThrow();
    assertThat(member.state()).isEqualTo(Member.State.ENROLLED);
    assertThat(member.names()).containsExactly("a", "::1");
    assertThat(member.seen()).contains(now);

    for (int i = 1; i < Inventory.MAX_VALID_CERTIFICATES; i++) {
      assertThat(inventory.renewed("gw-1", certificate(authority), now)).isEqualTo(Recorded.DONE);
    }
    assertThat(inventory.renewed("gw-1", certificate(authority), now)).isEqualTo(Recorded.TOO_MANY);

    assertThat(inventory.revoke("nobody", now)).isFalse();
    assertThat(inventory.revoke("gw-1", now)).isTrue();
    assertThat(inventory.isGood(GATEWAY, certificate)).isFalse();
    assertThat(inventory.revoked(now)).hasSize(Inventory.MAX_VALID_CERTIFICATES);
    assertThat(inventory.revoked(now.plus(Duration.ofDays(2)))).isEmpty();
    assertThat(inventory.renewed("gw-1", certificate(authority), now)).isEqualTo(Recorded.REVOKED);

    var applications = new Applications(database.jdbi(), new SlowHash(random, 1), random);
    assertThat(applications.register("app", List.of("readings:read"), now)).isPresent();
    assertThat(applications.register("app", List.of("readings:read"), now)).isEmpty();
    assertThat(applications.find("app").orElseThrow().scopes()).containsExactly("readings:read");
    assertThat(applications.remove("app")).isTrue();
    assertThat(applications.ids()).isEmpty();

    var audit = new Audit(database.jdbi(), () -> now);
    audit.write("maintenance", "revoke", "gw-1", "127.0.0.1");
    audit.write("maintenance", "revoke", "gw-2", "127.0.0.1");
    assertThat(audit.newest(1))
        .containsExactly(new Audit.Entry(2, now, "maintenance", "revoke", "gw-2", "127.0.0.1"));
  }

  /** Of a gateway that tells too much the newest stay. */
  private void keepAlerts(AlertBook book) {
    for (int i = 0; i < AlertBook.MAX_OF_ONE + 20; i += 20) {
      List<AlertBook.Row> rows = new ArrayList<>();
      for (int j = 0; j < 20; j++) {
        rows.add(alert(i + j));
      }
      book.take("gw-1", rows);
    }
    List<AlertBook.Row> kept = book.newest(AlertBook.MAX_OF_ONE * 2);
    assertThat(kept).hasSize(AlertBook.MAX_OF_ONE);
    assertThat(kept.getFirst()).isEqualTo(alert(AlertBook.MAX_OF_ONE + 19));
    assertThat(book.anchor("gw-1")).isEmpty();
    var anchor =
        new AlertBook.Anchor("gw-1", "log", 3, new LogSignature("key", "{\n}", "value"), now);
    book.keep(anchor);
    book.keep(anchor);
    assertThat(book.anchor("gw-1")).contains(anchor);
  }

  private AlertBook.Row alert(int number) {
    Instant at = now.plusMillis(number);
    return new AlertBook.Row(
        "gw-1",
        "id-" + number,
        "attacked",
        "port-scan",
        "open",
        "題",
        "Title",
        "sensor-1",
        "192.0.2.1",
        "detail",
        number + 1,
        at,
        at,
        at,
        at,
        Optional.empty());
  }
}
