package org.sekisho.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.sekisho.cli.demo.DemoCommand;
import org.sekisho.cli.risk.AnalyseCommand;
import org.sekisho.cli.risk.CheckCommand;
import org.sekisho.cli.risk.CvssCommand;
import org.sekisho.cli.risk.DiffCommand;
import org.sekisho.cli.risk.ExplainCommand;
import org.sekisho.cli.risk.ExportCommand;
import org.sekisho.cli.risk.ImportCommand;
import org.sekisho.cli.risk.LintCommand;
import org.sekisho.cli.risk.RulesCommand;
import org.sekisho.cli.risk.TemplateCommand;
import org.sekisho.model.document.DocumentException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command that a person types. Exit codes: 0 done, 1 could not be done (the reason is on
 * stderr), 2 wrong command line or configuration.
 */
@Command(
    name = "sekisho",
    description = "Analyses the risk of a system, and looks after the programs of Sekisho.",
    versionProvider = SekishoCommand.Version.class,
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      HelpCommand.class,
      DemoCommand.class,
      GatewayCommand.class,
      HeadEndCommand.class,
      ManagementCommand.class,
      HomeCommand.class,
      ReleaseCommand.class,
      AnalyseCommand.class,
      CheckCommand.class,
      DiffCommand.class,
      ExplainCommand.class,
      LintCommand.class,
      RulesCommand.class,
      CvssCommand.class,
      TemplateCommand.class,
      ImportCommand.class,
      ExportCommand.class
    })
public final class SekishoCommand implements Runnable {
  /** Everything went well. */
  public static final int DONE = 0;

  /** It could not be done. */
  public static final int FAILED = 1;

  /** The command line or a configuration is wrong. */
  public static final int WRONG_USE = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Runs one command and ends the process. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with its rules for failures. */
  static CommandLine commandLine() {
    var commandLine = new CommandLine(new SekishoCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(
        (failure, command, _) -> {
          switch (failure) {
            case CommandFailure _ -> command.getErr().println("sekisho: " + failure.getMessage());
            case DocumentException _ -> {
              command.getErr().println(failure.getMessage());
              return WRONG_USE;
            }
            case InterruptedException _ -> {
              // Ctrl-C: whoever pressed it knows why it ended.
            }
            case IOException _ -> command.getErr().println("sekisho: " + failure.getMessage());
            default -> throw failure;
          }
          return FAILED;
        });
    return commandLine;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  @Command(name = "version", description = "Says the version.")
  int version() {
    spec.commandLine().getOut().println(Version.text());
    return DONE;
  }

  /** The version that the build wrote down. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {text()};
    }

    static String text() {
      var properties = new Properties();
      try (InputStream in = SekishoCommand.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return "Sekisho "
          + properties.getProperty("version", "unknown")
          + " on Java "
          + Runtime.version();
    }
  }
}
