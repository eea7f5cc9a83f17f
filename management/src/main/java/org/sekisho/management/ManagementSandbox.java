package org.sekisho.management;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.program.sandbox.SandboxPlan;
import org.sekisho.program.sandbox.SandboxPlan.Sockets;

/** What the management may still do once it is confined. */
final class ManagementSandbox {
  /** What it opens sockets for: programs, applications and perhaps a database server. */
  static final Set<Sockets> SOCKETS = EnumSet.of(Sockets.UNIX, Sockets.INTERNET);

  private static final int POSTGRESQL = 5432;

  /** A database file; one in memory begins with a colon. */
  private static final Pattern SQLITE = Pattern.compile("jdbc:sqlite:(?:file:)?(?<file>[^?]*).*");

  /** Servers, and what else is set: {@code jdbc:postgresql://host:port,host/database?a=b}. */
  private static final Pattern SERVERS =
      Pattern.compile("jdbc:postgresql:(?://(?<hosts>[^/?]*))?[^?]*(?:\\?(?<settings>.*))?");

  private static final Pattern SERVER =
      Pattern.compile("(?<host>\\[[^]]*]|[^:]*)(?::(?<port>[0-9]{1,5}))?");

  /** Settings of an address of PostgreSQL that name a file. */
  private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey", "passfile");

  private ManagementSandbox() {}

  /** The plan for this configuration. */
  static SandboxPlan plan(ManagementConfig config) {
    SandboxPlan plan =
        SandboxPlan.of(config.data())
            .with(config.sandbox())
            .listen(config.listen())
            .listen(config.maintenance().listen());
    config.releases().trust().ifPresent(plan::read);
    config.database().ifPresent(url -> database(plan, url.reveal()));
    return plan;
  }

  private static void database(SandboxPlan plan, String url) {
    Matcher servers = SERVERS.matcher(url);
    Matcher file = SQLITE.matcher(url);
    if (servers.matches()) {
      String hosts = servers.group("hosts");
      for (String one : hosts == null ? List.of("localhost") : List.of(hosts.split(",", -1))) {
        server(plan, one);
      }
      String settings = servers.group("settings");
      for (String one : settings == null ? List.<String>of() : List.of(settings.split("&", -1))) {
        int equals = one.indexOf('=');
        if (equals > 0 && FILES.contains(one.substring(0, equals))) {
          plan.read(Path.of(one.substring(equals + 1)));
        }
      }
    } else if (file.matches()) {
      // SQLite keeps its journal beside the file.
      Path folder = Path.of(file.group("file")).toAbsolutePath().getParent();
      if (folder != null && !file.group("file").startsWith(":")) {
        plan.change(folder);
      }
    } else {
      plan.connectAnywhere(); // Another database: nobody knows here how its address is written.
    }
  }

  private static void server(SandboxPlan plan, String text) {
    Matcher server = SERVER.matcher(text);
    if (server.matches()) {
      String port = server.group("port");
      plan.connect(server.group("host"), port == null ? POSTGRESQL : Integer.parseInt(port));
    } else {
      plan.connectAnywhere();
    }
  }
}
