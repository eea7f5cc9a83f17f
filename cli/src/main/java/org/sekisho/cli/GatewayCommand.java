package org.sekisho.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.RunningProgram.Kind;
import org.sekisho.program.PrivateFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** Commands about the gateway of this machine. */
@Command(
    name = "gateway",
    description = "Looks after the gateway; with a *.yaml file alone it is started.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GatewayCommand.Status.class,
      GatewayCommand.Device.class,
      DisposalCommands.Reset.class,
      DisposalCommands.Inventory.class,
      DisposalCommands.ErasureGroup.class,
      GatewayCommand.Alerts.class,
      GatewayCommand.Manual.class,
      GatewayNetworkCommand.class,
      GatewayLogCommand.class,
      GatewayUpdateCommand.class,
      GatewayConfigurationCommand.class
    })
final class GatewayCommand extends GroupCommand {
  @Command(
      name = "status",
      description = "Says how the gateway does: its links, journal, ledger, devices, alarms.",
      mixinStandardHelpOptions = true)
  static final class Status extends AskingCommand {
    Status() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/status"));
    }
  }

  @Command(
      name = "alerts",
      description = "Lists what a person must know of; or says that they know.",
      mixinStandardHelpOptions = true)
  static final class Alerts extends AskingCommand {
    @Option(
        names = "--acknowledge",
        paramLabel = "<id>",
        description = "the alert is known; the lamp no longer shows it")
    private @Nullable String id;

    @Option(names = "--all", description = "also those that were acknowledged")
    private boolean all;

    Alerts() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (id != null) {
        program().request("POST", "/alerts/" + PathPart.of(id) + "/acknowledgement", Map.of());
        return SekishoCommand.DONE;
      }
      JsonNode answer = program().get("/alerts");
      if (json()) {
        return show(answer);
      }
      out().println("lamp  " + answer.path("lamp").asString(""));
      out().print(AlertTable.of(answer.path("alerts"), "", all));
      out().flush();
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "manual",
      description = "Prints what the functions that are on risk, as Markdown.",
      mixinStandardHelpOptions = true)
  static final class Manual extends AskingCommand {
    /** Languages of the manual. */
    enum Language {
      ja,
      en
    }

    @Option(names = "--lang", paramLabel = "ja|en", description = "language (default: en)")
    private Language language = Language.en;

    Manual() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      out().print(program().get("/manual/" + language.name()).path("text").asString(""));
      out().flush();
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "device",
      description = "Devices below the gateway.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      subcommands = {DeviceList.class, DevicePassword.class})
  static final class Device extends GroupCommand {}

  @Command(
      name = "list",
      description = "Lists the devices that may connect.",
      mixinStandardHelpOptions = true)
  static final class DeviceList extends AskingCommand {
    DeviceList() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/devices"));
    }
  }

  @Command(
      name = "password",
      description = "Makes a new password for a device; the one before stops working.",
      mixinStandardHelpOptions = true)
  static final class DevicePassword extends AskingCommand {
    @Parameters(paramLabel = "<id>", description = "id of the device in the system model")
    private String device = "";

    @Option(
        names = "--password-file",
        paramLabel = "<file>",
        description = "write it to this file (mode 0600) instead of the screen")
    private @Nullable Path file;

    DevicePassword() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode answer =
          program().request("POST", "/devices/" + PathPart.of(device) + "/password", null);
      String password = answer.path("password").asString("");
      if (file == null) {
        out().println(password);
      } else {
        PrivateFiles.replace(file, (password + "\n").getBytes(StandardCharsets.UTF_8));
      }
      return SekishoCommand.DONE;
    }
  }
}
