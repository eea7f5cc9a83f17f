package org.sekisho.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands of the management about gateways that are lost, stolen or given away. */
final class RemoteCommands {
  private RemoteCommands() {}

  /** About one gateway. */
  abstract static class AboutGateway extends ManagementCommand.Ask {
    @Parameters(paramLabel = "<gateway>", description = "id of the gateway")
    private String gateway = "";

    String path(String rest) {
      return "/gateways/" + PathPart.of(gateway) + "/" + rest;
    }
  }

  /** An order. */
  abstract static class Order extends AboutGateway {
    @Option(
        names = "--by",
        paramLabel = "<name>",
        description = "who orders it; else the user of this machine")
    private String by = System.getProperty("user.name", "unknown");

    @Option(
        names = "--expires-in",
        paramLabel = "<seconds>",
        description =
            "how long the order waits for a gateway that is offline; 30 days when left out")
    private @Nullable Long expiresInS;

    int send(String kind, @Nullable String confirm) throws IOException, InterruptedException {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("by", by);
      if (confirm != null) {
        body.put("confirm", confirm);
      }
      if (expiresInS != null) {
        body.put("expires_in_s", expiresInS);
      }
      return show(program().request("POST", path(kind), body));
    }
  }

  @Command(
      name = "lock",
      description = "Orders a gateway to serve nothing but its unlocking, at its next contact.",
      mixinStandardHelpOptions = true)
  static final class Lock extends Order {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return send("lock", null);
    }
  }

  @Command(
      name = "erase",
      description = "Orders a gateway to destroy all its secrets, at its next contact.",
      mixinStandardHelpOptions = true)
  static final class Erase extends Order {
    @Option(names = "--confirm", required = true, paramLabel = "<id>", description = "its id again")
    private String confirm = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      return send("erase", confirm);
    }
  }

  @Command(
      name = "transfer",
      description =
          "Orders a gateway to leave nothing of its owner; then 'enrol' makes the next one's code.",
      mixinStandardHelpOptions = true)
  static final class Transfer extends Order {
    @Option(names = "--confirm", required = true, paramLabel = "<id>", description = "its id again")
    private String confirm = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
      return send("transfer", confirm);
    }
  }

  @Command(
      name = "unlock",
      description = "Approves the unlocking of a gateway; it takes two persons.",
      mixinStandardHelpOptions = true)
  static final class Unlock extends AboutGateway {
    @Option(
        names = "--approver",
        required = true,
        paramLabel = "<name>",
        description = "who approves")
    private String approver = "";

    @Option(
        names = "--secret-file",
        required = true,
        paramLabel = "<file>",
        description = "holds that person's secret")
    private Path secret = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
      Map<String, Object> body =
          Map.of("approver", approver, "secret", Files.readString(secret).strip());
      return show(program().request("POST", path("unlock"), body));
    }
  }

  @Command(
      name = "orders",
      description = "Lists the orders to a gateway and what became of them.",
      mixinStandardHelpOptions = true)
  static final class Orders extends AboutGateway {
    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get(path("orders")));
    }
  }

  @Command(
      name = "erasures",
      description = "Shows the proofs of erasure that came back from a gateway.",
      mixinStandardHelpOptions = true)
  static final class Erasures extends AboutGateway {
    @Option(
        names = "--certificate",
        paramLabel = "<file>",
        description = "write the newest one to this file, for 'gateway erasure verify'")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode answer = program().get(path("erasures"));
      if (file != null) {
        JsonNode newest = answer.path("erasures").path(0);
        if (newest.isMissingNode()) {
          throw new CommandFailure("no proof of erasure came from that gateway");
        }
        Map<String, Object> proof = new LinkedHashMap<>();
        proof.put("certificate", newest.path("certificate"));
        proof.put("signed", newest.path("signed"));
        Files.writeString(file, new JsonMapper().valueToTree(proof).toPrettyString() + "\n");
      }
      if (json()) {
        return show(answer);
      }
      List<Map<String, Object>> rows = new ArrayList<>();
      for (JsonNode one : answer.path("erasures")) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (String column : List.of("id", "cause", "order", "received_at")) {
          row.put(column, one.path(column).asString(""));
        }
        row.put("result", one.at("/certificate/verification/result").asString("-"));
        row.put("not done", one.at("/certificate/not_done").size());
        rows.add(row);
      }
      out().print(rows.isEmpty() ? "none\n" : Glance.of(new JsonMapper().valueToTree(rows)));
      out().flush();
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "approver",
      description = "Registers a person who may approve unlockings, and tells their secret, once.",
      mixinStandardHelpOptions = true)
  static final class Approver extends ManagementCommand.Ask {
    @Parameters(paramLabel = "<name>", description = "name of the person")
    private String name = "";

    @Option(
        names = "--secret-file",
        paramLabel = "<file>",
        description = "write the secret to this file (mode 0600) instead of the screen")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
      return hand(program().request("POST", "/approvers", Map.of("name", name)), "secret", file);
    }
  }
}
