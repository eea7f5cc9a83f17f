package org.sekisho.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.RunningProgram.Kind;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.disposal.SanitisationCertificate;
import org.sekisho.program.disposal.SanitisationCertificate.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Commands that reset the gateway of this machine, and look at certificates of erasure. */
final class DisposalCommands {
  private DisposalCommands() {}

  /** A certificate's statement for people: what was not done in full, for that is what counts. */
  static String readable(JsonNode said) {
    Map<String, Object> shown = new LinkedHashMap<>();
    for (String key :
        new String[] {
          "device", "id", "cause", "operator", "began_at", "keys_destroyed_at", "finished_at"
        }) {
      shown.put(key, said.path(key).asString(""));
    }
    for (String part : new String[] {"medium", "classes", "verification"}) {
      shown.put(part, said.path(part));
    }
    var text = new StringBuilder(Glance.of(new JsonMapper().valueToTree(shown)));
    text.append("\nnot done\n");
    for (JsonNode one : said.path("not_done")) {
      text.append("  - ").append(Glance.plain(one.asString(""))).append('\n');
    }
    return text.append(said.path("not_done").isEmpty() ? "  - nothing\n" : "").toString();
  }

  @Command(
      name = "reset",
      description =
          "Destroys everything that was made after delivery, and prints the certificate of it.",
      mixinStandardHelpOptions = true)
  static final class Reset extends AskingCommand {
    private static final long LIMIT_MS = 600_000;
    private static final long POLL_MS = 50;

    @Parameters(
        arity = "0..1",
        paramLabel = "<config>",
        description = "the gateway's configuration; as --config")
    private @Nullable Path config;

    @Option(
        names = "--confirm",
        required = true,
        paramLabel = "<id>",
        description = "id of the gateway: everything on it is lost")
    private String confirm = "";

    @Option(
        names = "--operator",
        paramLabel = "<name>",
        description = "who does it, for the certificate; else the user of this machine")
    private String operator = System.getProperty("user.name", "unknown");

    @Option(
        names = "--transfer",
        description = "for another owner: also the certificate goes when that one enrols it")
    private boolean transfer;

    @Option(
        names = "--certificate",
        paramLabel = "<file>",
        description = "write the certificate to this file, too")
    private @Nullable Path file;

    Reset() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      program().at(config);
      Path folder = program().data().resolve("disposal");
      Set<Path> before = names(folder);
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("confirm", confirm);
      body.put("operator", operator);
      JsonNode _ =
          program().request("POST", transfer ? "/disposal/transfer" : "/disposal/reset", body);
      long end = System.nanoTime() + LIMIT_MS * 1_000_000;
      while (System.nanoTime() < end) {
        Optional<Path> made =
            names(folder).stream().filter(name -> !before.contains(name)).findFirst();
        if (made.isPresent()) {
          return show(folder, made.get());
        }
        Thread.sleep(POLL_MS);
      }
      throw new CommandFailure(
          "the reset has begun and is not finished; the gateway finishes it at its next start");
    }

    private int show(Path folder, Path name) throws IOException {
      byte[] content = new byte[0];
      for (String place : new String[] {"outbox", "certificates"}) {
        Path there = folder.resolve(place).resolve(name);
        if (content.length == 0 && Files.exists(there)) {
          content = Files.readAllBytes(there);
        }
      }
      if (file != null) {
        Files.write(file, content);
      }
      // On a screen the signed text is of no use; without a file it is all there is to keep.
      out()
          .print(
              json() || file == null
                  ? new String(content, StandardCharsets.UTF_8) + "\n"
                  : readable(new JsonMapper().readTree(content).path("certificate")));
      out().flush();
      return SekishoCommand.DONE;
    }

    private static Set<Path> names(Path folder) throws IOException {
      Set<Path> names = new java.util.HashSet<>();
      for (String place : new String[] {"outbox", "certificates"}) {
        if (Files.isDirectory(folder.resolve(place))) {
          try (Stream<Path> files = Files.list(folder.resolve(place))) {
            names.addAll(
                files
                    .filter(f -> f.toString().endsWith(".json"))
                    .map(f -> java.util.Objects.requireNonNull(f.getFileName()))
                    .collect(Collectors.toSet()));
          }
        }
      }
      return names;
    }
  }

  @Command(
      name = "secrets",
      description = "Lists which files hold what, and what a reset does with them.",
      mixinStandardHelpOptions = true)
  static final class Inventory extends AskingCommand {
    Inventory() {
      super(Kind.GATEWAY);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      return show(program().get("/disposal/inventory").path("inventory"));
    }
  }

  @Command(
      name = "erasure",
      description = "Certificates of erasure.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND",
      subcommands = {Verify.class})
  static final class ErasureGroup extends GroupCommand {}

  @Command(
      name = "verify",
      description = "Verifies a certificate of erasure; exit code 1 when it does not hold.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "<file>", description = "the certificate")
    private Path file = Path.of("");

    @Option(
        names = "--trust",
        required = true,
        paramLabel = "<root-ca.pem>",
        description = "root CA of the gateway's former identity")
    private Path trust = Path.of("");

    @Override
    public Integer call() throws IOException {
      return switch (SanitisationCertificate.verifyFile(
          Files.readAllBytes(file), PeerTrust.read(trust))) {
        case Verdict.Fails(String reason) ->
            throw new CommandFailure("the certificate does not hold: " + reason);
        case Verdict.Holds holds -> {
          PrintWriter to = spec.commandLine().getOut();
          to.println("certificate        holds");
          to.print(readable(holds.statement()));
          to.flush();
          yield SekishoCommand.DONE;
        }
      };
    }
  }
}
