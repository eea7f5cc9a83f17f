package org.sekisho.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.RunningProgram.Kind;
import org.sekisho.program.PrivateFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands about the IoT-GW management of this machine. */
@Command(
    name = "management",
    description = "Looks after the IoT-GW management; with a *.yaml file alone it is started.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ManagementCommand.Status.class,
      ManagementCommand.Enrol.class,
      ManagementCommand.Inventory.class,
      ManagementCommand.Revoke.class,
      ManagementCommand.Audit.class,
      ManagementCommand.Alerts.class,
      ManagementCommand.Application.class,
      RemoteCommands.Lock.class,
      RemoteCommands.Unlock.class,
      RemoteCommands.Erase.class,
      RemoteCommands.Transfer.class,
      RemoteCommands.Orders.class,
      RemoteCommands.Erasures.class,
      RemoteCommands.Approver.class,
      ManagementReleaseCommand.class
    })
final class ManagementCommand extends GroupCommand {
  abstract static class Ask extends AskingCommand {
    Ask() {
      super(Kind.MANAGEMENT);
    }

    /** Prints a secret that is told only once, or puts it into a private file. */
    int hand(JsonNode answer, String field, @Nullable Path file) {
      if (file != null) {
        String secret = answer.path(field).asString("");
        PrivateFiles.replace(file, (secret + "\n").getBytes(StandardCharsets.UTF_8));
        return SekishoCommand.DONE;
      }
      if (json()) {
        return show(answer);
      }
      out().println(answer.path(field).asString(""));
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "status",
      description = "Says how the management does.",
      mixinStandardHelpOptions = true)
  static final class Status extends Ask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/status"));
    }
  }

  @Command(
      name = "enrol",
      description = "Makes a one-time code with which a program gets its certificate.",
      mixinStandardHelpOptions = true)
  static final class Enrol extends Ask {
    @Option(
        names = "--role",
        required = true,
        paramLabel = "<role>",
        description = "gateway, head-end or application")
    private String role = "";

    @Option(
        names = "--id",
        required = true,
        paramLabel = "<id>",
        description = "id of the component in the system model")
    private String id = "";

    @Option(
        names = "--name",
        paramLabel = "<name>",
        description = "host name or IP address for the certificate; may be given again")
    private List<String> names = new ArrayList<>();

    @Option(
        names = "--code-file",
        paramLabel = "<file>",
        description = "write the code to this file (mode 0600) instead of the screen")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Map<String, Object> body = Map.of("role", role, "id", id, "names", names);
      return hand(program().request("POST", "/enrolments", body), "code", file);
    }
  }

  @Command(
      name = "inventory",
      description = "Lists who is enrolled.",
      mixinStandardHelpOptions = true)
  static final class Inventory extends Ask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode answer = program().get("/inventory");
      if (json()) {
        return show(answer);
      }
      List<Map<String, Object>> rows = new ArrayList<>();
      for (JsonNode member : answer.path("members")) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String column : List.of("id", "role", "state", "version", "last_seen")) {
          row.put(column, member.path(column).asString("-"));
        }
        JsonNode certificates = member.path("certificates");
        row.put("certificates", certificates.size());
        row.put("expires", latest(certificates));
        rows.add(row);
      }
      out().print(Glance.of(new JsonMapper().valueToTree(rows)));
      out().flush();
      return SekishoCommand.DONE;
    }

    private static String latest(JsonNode certificates) {
      String latest = "-";
      for (JsonNode certificate : certificates) {
        String expires = certificate.path("expires").asString("");
        if (!certificate.has("revoked") && (latest.equals("-") || expires.compareTo(latest) > 0)) {
          latest = expires;
        }
      }
      return latest;
    }
  }

  @Command(
      name = "revoke",
      description = "Revokes every certificate of a member: nobody believes it any more.",
      mixinStandardHelpOptions = true)
  static final class Revoke extends Ask {
    @Parameters(paramLabel = "<id>", description = "id of the member")
    private String id = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().request("POST", "/inventory/" + PathPart.of(id) + "/revocation", null));
    }
  }

  @Command(
      name = "audit",
      description = "Lists who changed what, newest first.",
      mixinStandardHelpOptions = true)
  static final class Audit extends Ask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/audit"));
    }
  }

  @Command(
      name = "alerts",
      description = "Lists what the gateways told of attacks, intrusions and faults.",
      mixinStandardHelpOptions = true,
      subcommands = AlertAck.class)
  static final class Alerts extends Ask {
    @Option(names = "--all", description = "also those that were acknowledged, there or here")
    private boolean all;

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode answer = program().get("/alerts");
      if (json()) {
        return show(answer);
      }
      out().print(AlertTable.of(answer.path("alerts"), "gateway", all));
      out().flush();
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "ack",
      description = {
        "Says that somebody here knows of an alert; it waits again when more of it happens.",
        "At the gateway it stays until somebody there acknowledges it."
      },
      mixinStandardHelpOptions = true)
  static final class AlertAck extends Ask {
    @Parameters(paramLabel = "<id>", description = "id of the alert")
    private String id = "";

    @Option(
        names = "--by",
        paramLabel = "<name>",
        description = "who knows of it; else the user of this machine")
    private String by = System.getProperty("user.name", "unknown");

    @Option(
        names = "--gateway",
        paramLabel = "<id>",
        description = "the gateway that told it, when several told the same id")
    private @Nullable String gateway;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("by", by);
      if (gateway != null) {
        body.put("gateway", gateway);
      }
      program().request("POST", "/alerts/" + PathPart.of(id) + "/acknowledgement", body);
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "application",
      description = "Applications that may ask for tokens.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      subcommands = {ApplicationAdd.class, ApplicationList.class, ApplicationRemove.class})
  static final class Application extends GroupCommand {}

  @Command(
      name = "add",
      description = "Registers an application and tells its secret, once.",
      mixinStandardHelpOptions = true)
  static final class ApplicationAdd extends Ask {
    @Parameters(paramLabel = "<id>", description = "id of the application in the system model")
    private String id = "";

    @Option(
        names = "--scope",
        required = true,
        paramLabel = "<scope>",
        description =
            "readings:read, commands:write, inventory:read or evidence:read; may be given again")
    private List<String> scopes = new ArrayList<>();

    @Option(
        names = "--secret-file",
        paramLabel = "<file>",
        description = "write the secret to this file (mode 0600) instead of the screen")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      Map<String, Object> body = Map.of("id", id, "scopes", scopes);
      return hand(program().request("POST", "/applications", body), "client_secret", file);
    }
  }

  @Command(
      name = "list",
      description = "Lists the applications with their scopes.",
      mixinStandardHelpOptions = true)
  static final class ApplicationList extends Ask {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/applications"));
    }
  }

  @Command(
      name = "remove",
      description = "Removes an application: it gets no further token.",
      mixinStandardHelpOptions = true)
  static final class ApplicationRemove extends Ask {
    @Parameters(paramLabel = "<id>", description = "id of the application")
    private String id = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      program().request("DELETE", "/applications/" + PathPart.of(id), null);
      return SekishoCommand.DONE;
    }
  }
}
