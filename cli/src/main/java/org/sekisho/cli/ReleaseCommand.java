package org.sekisho.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.release.Installation;
import org.sekisho.program.release.Manifest;
import org.sekisho.program.release.ReleaseFile;
import org.sekisho.program.release.ReleaseFile.Outcome;
import org.sekisho.program.release.ReleaseKeys;
import org.sekisho.program.release.ReleaseTrust;
import org.sekisho.program.release.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Commands that make, check and install signed releases; none of them needs a running program. */
@Command(
    name = "release",
    description = "Makes, checks and installs signed releases of the gateway.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ReleaseCommand.Keys.class,
      ReleaseCommand.Pack.class,
      ReleaseCommand.Verify.class,
      ReleaseCommand.Install.class
    })
final class ReleaseCommand extends GroupCommand {
  private static final long MAX_BYTES = Manifest.MAX_TOTAL_BYTES + (2L << 20);

  abstract static class Offline implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    PrintWriter out() {
      return spec.commandLine().getOut();
    }

    static Outcome verified(Path file, ReleaseTrust trust) throws IOException {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
        return ReleaseFile.verify(in, MAX_BYTES, trust);
      }
    }

    int say(Outcome outcome) {
      return switch (outcome) {
        case Outcome.Good(Manifest manifest, String id, String sha256) -> {
          out().printf("product  %s%n", manifest.product());
          out().printf("version  %s%n", manifest.version());
          out().printf("epoch    %d%n", manifest.epoch());
          out().printf("target   %s%n", manifest.target());
          out().printf("made     %s%n", manifest.made());
          out().printf("files    %d, %d bytes%n", manifest.files().size(), manifest.totalBytes());
          out().printf("id       %s%n", id);
          out().printf("sha-256  %s%n", sha256);
          manifest
              .nextTrust()
              .ifPresent(_ -> out().println("brings new release keys for what comes after it"));
          out().flush();
          yield SekishoCommand.DONE;
        }
        case Outcome.Refused(ReleaseFile.Refusal reason, String detail) ->
            throw new CommandFailure("refused (" + reason.word() + "): " + detail);
      };
    }
  }

  @Command(
      name = "keys",
      description = "Makes the two private keys for releases and the trust file for gateways.",
      mixinStandardHelpOptions = true)
  static final class Keys extends Offline {
    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "<folder>",
        description = "where the keys go; keep it offline")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException {
      ReleaseKeys.generate().write(folder);
      out().println("Private keys and release-trust.pem are in " + folder);
      out().println("Only release-trust.pem leaves this place: gateways are installed with it.");
      out().flush();
      return SekishoCommand.DONE;
    }
  }

  @Command(
      name = "pack",
      description = "Packs a folder, or the gateway of this checkout, and signs it.",
      mixinStandardHelpOptions = true)
  static final class Pack extends Offline {
    @Parameters(
        arity = "0..1",
        paramLabel = "<folder>",
        description = "what a slot will hold; else the gateway that was built here")
    private @Nullable Path folder;

    @Option(names = "--version", required = true, paramLabel = "<version>", description = "1.4.2")
    private String version = "";

    @Option(
        names = "--epoch",
        required = true,
        paramLabel = "<number>",
        description = "security epoch: raise it when older releases must never run again")
    private int epoch;

    @Option(
        names = "--keys",
        required = true,
        paramLabel = "<folder>",
        description = "folder that 'release keys' made")
    private Path keys = Path.of("");

    @Option(
        names = "--next-trust",
        paramLabel = "<file>",
        description = "trust file that takes the place of the present one")
    private @Nullable Path nextTrust;

    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "<file>",
        description = "the release file")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
      Version wanted =
          Version.of(version)
              .orElseThrow(() -> new CommandFailure("--version: " + Version.ALLOWED));
      Path content = folder == null ? gateway() : folder;
      Optional<ReleaseTrust> next =
          nextTrust == null ? Optional.empty() : Optional.of(ReleaseTrust.read(nextTrust));
      ReleaseKeys signing = ReleaseKeys.read(keys);
      try {
        ReleaseFile.pack(
            content,
            "gateway",
            wanted,
            epoch,
            Installation.target(),
            Instant.now(),
            next,
            signing,
            file);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(String.valueOf(e.getMessage()), e);
      } finally {
        if (folder == null) {
          delete(content);
        }
      }
      return say(verified(file, signing.trust()));
    }

    /** The gateway of this checkout as a slot holds it: program, libraries, options of the JVM. */
    private static Path gateway() throws IOException {
      String root = System.getenv("SEKISHO_ROOT");
      String options = System.getenv("SEKISHO_GATEWAY_OPTIONS");
      if (root == null || options == null) {
        throw new CommandFailure("name a folder, or use ./sekisho release pack");
      }
      Path target = Path.of(root, "gateway", "target");
      Path folder = Files.createTempDirectory("sekisho-release");
      Files.createDirectory(folder.resolve("lib"));
      Files.copy(target.resolve("sekisho-gateway.jar"), folder.resolve("sekisho-gateway.jar"));
      try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
        for (Path library : libraries.toList()) {
          Files.copy(library, folder.resolve("lib").resolve(String.valueOf(library.getFileName())));
        }
      }
      Files.writeString(
          folder.resolve("options"),
          String.join("\n", List.of(options.trim().split("\\s+"))) + "\n",
          StandardCharsets.US_ASCII);
      return folder;
    }

    private static void delete(Path folder) throws IOException {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  @Command(
      name = "verify",
      description = "Verifies both signatures and every file of a release.",
      mixinStandardHelpOptions = true)
  static final class Verify extends Offline {
    @Parameters(paramLabel = "<file>", description = "the release file")
    private Path file = Path.of("");

    @Option(
        names = "--trust",
        required = true,
        paramLabel = "<file>",
        description = "release-trust.pem")
    private Path trust = Path.of("");

    @Override
    public Integer call() throws IOException {
      return say(verified(file, ReleaseTrust.read(trust)));
    }
  }

  @Command(
      name = "install",
      description = "Makes an installation with two slots from a release.",
      mixinStandardHelpOptions = true)
  static final class Install extends Offline {
    @Parameters(paramLabel = "<file>", description = "the release file")
    private Path file = Path.of("");

    @Option(
        names = "--to",
        required = true,
        paramLabel = "<folder>",
        description = "a new folder; its 'start' starts the gateway")
    private Path folder = Path.of("");

    @Option(
        names = "--trust",
        required = true,
        paramLabel = "<file>",
        description = "release-trust.pem")
    private Path trust = Path.of("");

    @Override
    public Integer call() throws IOException {
      Outcome outcome =
          Installation.create(
              folder, file, MAX_BYTES, ReleaseTrust.read(trust), new SecureRandom());
      int code = say(outcome);
      out().println("Start it with " + folder.resolve("start") + " <gateway.yaml>");
      out().flush();
      return code;
    }
  }
}
