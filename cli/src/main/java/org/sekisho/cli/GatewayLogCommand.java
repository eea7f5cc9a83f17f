package org.sekisho.cli;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.RunningProgram.Kind;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.logbook.LogSizing;
import org.sekisho.program.logbook.LogVerification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands about the gateway's log. */
@Command(
    name = "log",
    description = "The gateway's log: shows, exports, verifies and sizes it.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      GatewayLogCommand.Show.class,
      GatewayLogCommand.Accounts.class,
      GatewayLogCommand.Export.class,
      GatewayLogCommand.Verify.class,
      GatewayLogCommand.Size.class
    })
final class GatewayLogCommand extends GroupCommand {
  private static final JsonMapper JSON = new JsonMapper();

  /** What a table of records shows. */
  private static final List<String> COLUMNS =
      List.of("no", "at", "kind", "count", "source", "device", "account", "action", "detail");

  @Command(
      name = "show",
      description = "Shows the newest records of a class; the reading is itself recorded.",
      mixinStandardHelpOptions = true)
  static final class Show extends AskingCommand {
    @Option(
        names = "--class",
        paramLabel = "<class>",
        description = "security (default), authentication, operation or state")
    private String ofClass = "security";

    @Option(
        names = "--limit",
        paramLabel = "<n>",
        description = "how many, at most 1000 (default 50)")
    private int limit = 50;

    Show() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      JsonNode answer =
          program().get("/log?class=" + PathPart.of(ofClass) + "&limit=" + Math.max(1, limit));
      List<JsonNode> records = new ArrayList<>();
      answer.path("lines").forEach(line -> records.add(JSON.readTree(line.asString(""))));
      if (json()) {
        records.forEach(record -> out().println(record));
        return SekishoCommand.DONE;
      }
      List<Map<String, Object>> rows = new ArrayList<>();
      for (JsonNode record : records) {
        Map<String, Object> row = new LinkedHashMap<>();
        COLUMNS.forEach(column -> row.put(column, record.path(column).asString("")));
        rows.add(row);
      }
      out()
          .print(
              rows.isEmpty()
                  ? "no records of class " + ofClass + "; --class shows another\n"
                  : Glance.of(JSON.valueToTree(rows)));
      out().flush();
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "accounts",
      description = "Logins and wrong logins of each account.",
      mixinStandardHelpOptions = true)
  static final class Accounts extends AskingCommand {
    Accounts() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/log/accounts"));
    }
  }

  @Command(
      name = "export",
      description = "Writes the whole log, signed, into a file that can be verified anywhere.",
      mixinStandardHelpOptions = true)
  static final class Export extends AskingCommand {
    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "<file>",
        description = "file to write; mode 0600")
    private Path file = Path.of("");

    Export() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      Path next = file.resolveSibling(file.getFileName() + ".part");
      Files.deleteIfExists(next);
      Files.createFile(
          next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      long records = 0;
      JsonNode begun = program().request("POST", "/log/exports", Map.of());
      try (BufferedWriter out = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
        for (JsonNode line : begun.path("head")) {
          line(out, line.asString(""));
        }
        for (Map.Entry<String, JsonNode> part : begun.path("parts").properties()) {
          long from = part.getValue().asLong(1);
          while (from > 0) {
            JsonNode page =
                program()
                    .get(
                        "/log/exports/%s?class=%s&from=%d"
                            .formatted(
                                PathPart.of(begun.path("id").asString("")),
                                PathPart.of(part.getKey()),
                                from));
            for (JsonNode line : page.path("lines")) {
              line(out, line.asString(""));
              records++;
            }
            from = page.path("next").asLong(0);
          }
        }
        line(out, begun.path("end").asString(""));
      }
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      out().println(records + " records in " + file);
      return SekishoCommand.DONE;
    }

    private static void line(BufferedWriter out, String line) throws IOException {
      out.write(line);
      out.write('\n');
    }
  }

  @Command(
      name = "verify",
      description = {
        "Verifies an exported log: no record removed, changed, added or put elsewhere, as far as",
        "the signatures reach. Exit code 0: whole; 1: not, and what is wrong is told."
      },
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "<file>", description = "the exported log")
    private Path file = Path.of("");

    @Option(
        names = "--trust",
        required = true,
        paramLabel = "<root-ca.pem>",
        description = "root certificate of the gateway's management")
    private Path trust = Path.of("");

    @Option(names = "--json", description = "answer as JSON, for scripts")
    private boolean json;

    @Override
    public Integer call() throws IOException {
      PeerTrust roots = PeerTrust.read(trust);
      LogVerification.Judgement judgement;
      try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        judgement = LogVerification.judge(lines.lines().iterator(), roots);
      } catch (UncheckedIOException e) {
        throw new CommandFailure(file + " cannot be read: " + e.getMessage(), e);
      }
      var out = spec.commandLine().getOut();
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("log", judgement.whole() ? "whole" : "not whole");
      answer.put("gateway", judgement.gateway());
      answer.put("signatures", judgement.signatures());
      judgement.signedAt().ifPresent(t -> answer.put("signed_until", t.toString()));
      answer.put("behind_the_last_signature", judgement.unsigned());
      Map<String, Object> spans = new LinkedHashMap<>();
      judgement
          .spans()
          .forEach(
              (ofClass, span) -> {
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("first", span.first());
                one.put("last", span.last());
                one.put("records", span.records());
                spans.put(ofClass, one);
              });
      answer.put("classes", spans);
      answer.put("found", judgement.found());
      if (json) {
        answer.put("findings", judgement.findings());
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(answer));
      } else {
        out.print(Glance.of(JSON.valueToTree(answer)));
        judgement
            .findings()
            .forEach(f -> out.println(f.kind() + ": " + f.text().replaceAll("\\p{Cntrl}", "?")));
      }
      out.flush();
      return judgement.whole() ? SekishoCommand.DONE : SekishoCommand.FAILED;
    }
  }

  @Command(
      name = "size",
      description = "Calculates how much storage a log needs: rate × size × retention.",
      mixinStandardHelpOptions = true)
  static final class Size implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--rate",
        required = true,
        paramLabel = "<records>",
        description = "records a day; or with a unit: 5/s, 10/min, 3/h, 100/d")
    private String rate = "";

    @Option(
        names = "--days",
        paramLabel = "<days>",
        description = "how long they are kept (default 90)")
    private double days = 90;

    @Option(
        names = "--record-bytes",
        paramLabel = "<bytes>",
        description = "mean length of a record (default 400)")
    private double recordBytes = LogSizing.USUAL_RECORD_BYTES;

    @Option(
        names = "--budget",
        paramLabel = "<MiB>",
        description = "say for how many days so much storage is enough")
    private @Nullable Double budget;

    @Override
    public Integer call() {
      var sizing = new LogSizing(perDay(rate), recordBytes, days);
      var out = spec.commandLine().getOut();
      out.printf(
          Locale.ROOT,
          "%.0f records need %.1f MiB (%.0f bytes), ± %d %%%n",
          sizing.records(),
          sizing.bytes() / (1 << 20),
          sizing.bytes(),
          LogSizing.ERROR_PERCENT);
      if (budget != null) {
        out.printf(
            Locale.ROOT,
            "%.1f MiB are enough for %.0f days%n",
            budget,
            Math.floor(sizing.daysWithin(budget * (1 << 20))));
      }
      out.flush();
      return SekishoCommand.DONE;
    }

    private static double perDay(String rate) {
      int slash = rate.indexOf('/');
      String unit = slash < 0 ? "d" : rate.substring(slash + 1);
      Map<String, Integer> units = Map.of("s", 86_400, "min", 1_440, "h", 24, "d", 1);
      Integer times = units.get(unit);
      try {
        double number = Double.parseDouble(slash < 0 ? rate : rate.substring(0, slash));
        if (times == null || !(number >= 0) || number > 1e9) {
          throw new NumberFormatException();
        }
        return number * times;
      } catch (NumberFormatException e) {
        throw new CommandFailure(
            "not a rate: expected a number, or with a unit of " + Set.of("s", "min", "h", "d"), e);
      }
    }
  }
}
