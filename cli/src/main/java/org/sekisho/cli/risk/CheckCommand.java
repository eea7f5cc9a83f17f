package org.sekisho.cli.risk;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.risk.analysis.Analysis;
import org.sekisho.risk.gate.Baseline;
import org.sekisho.risk.gate.Breach;
import org.sekisho.risk.gate.Gate;
import org.sekisho.risk.gate.Policy;
import org.sekisho.risk.gate.PolicyFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho check}: a gate for continuous integration. */
@Command(
    name = "check",
    description = {
      "Checks the analysis of a system model against a policy.",
      "Exit code 0: it holds; 3: it is broken; 2: wrong use or a file with mistakes."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {
  /** The policy is broken. */
  static final int BROKEN = 3;

  private static final int LISTED = 5;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AnalysisSource source = new AnalysisSource();
  @Mixin private Language language = new Language();

  @Parameters(paramLabel = "<model.yaml>", description = "the system model")
  private Path model = Path.of("");

  @Option(
      names = "--policy",
      paramLabel = "<file>",
      description = "what must hold (default: the shipped policy)")
  private @Nullable Path policy;

  @Option(
      names = "--baseline",
      paramLabel = "<file>",
      description = "baseline.yaml of an earlier analysis: no open risk may be new since")
  private @Nullable Path baseline;

  @Override
  public Integer call() throws IOException {
    Policy demands = policy == null ? PolicyFile.shipped() : PolicyFile.read(policy);
    Optional<Baseline> before =
        baseline == null ? Optional.empty() : Optional.of(Baseline.read(baseline));
    Analysis analysis = source.analyse(model, spec.commandLine().getErr());
    List<Breach> breaches = Gate.check(analysis, before, demands);
    PrintWriter out = spec.commandLine().getOut();
    for (Breach breach : breaches) {
      out.println(breach.demand() + ": " + language.say(breach.text()));
      breach.findings().stream().limit(LISTED).forEach(id -> out.println("  " + id));
      if (breach.findings().size() > LISTED) {
        int more = breach.findings().size() - LISTED;
        out.println("  " + language.say("ほか " + more + " 件", more + " more"));
      }
    }
    out.println(
        breaches.isEmpty()
            ? language.say("方針を満たしています", "the policy holds")
            : language.say(
                "方針の違反 " + breaches.size() + " 件", breaches.size() + " demands are not met"));
    out.flush();
    return breaches.isEmpty() ? SekishoCommand.DONE : BROKEN;
  }
}
