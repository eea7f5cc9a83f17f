package org.sekisho.cli.risk;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sekisho.cli.CommandFailure;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.risk.analysis.GoldenExamples;
import org.sekisho.risk.catalogue.Catalogue;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho rules}: what is looked for. */
@Command(
    name = "rules",
    description = "Lists the rules, tells one in full, or runs their examples.",
    mixinStandardHelpOptions = true)
public final class RulesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private AnalysisSource source = new AnalysisSource();
  @Mixin private Language language = new Language();

  @Parameters(index = "0", arity = "0..1", paramLabel = "<id>", description = "one rule")
  private @Nullable String id;

  @Option(
      names = "--test",
      description = "run the examples of the rules; exit code 3 when one does not do as it says")
  private boolean test;

  @Override
  public Integer call() {
    Catalogue catalogue = source.catalogue();
    PrintWriter out = spec.commandLine().getOut();
    List<Rule> rules = new ArrayList<>();
    if (id == null) {
      rules.addAll(catalogue.rules().values());
    } else {
      Rule rule = catalogue.rules().get(id);
      if (rule == null) {
        throw new CommandFailure("there is no rule '" + id + "'; sekisho rules lists them");
      }
      rules.add(rule);
    }
    if (test) {
      return test(catalogue, rules, out);
    }
    if (id == null) {
      for (Rule rule : rules) {
        out.println(
            "%-44s %-8s %-12s %s"
                .formatted(
                    rule.id(),
                    rule.threatClass().id(),
                    rule.over().id(),
                    language.say(rule.name())));
      }
      out.println(language.say(rules.size() + " 件の規則", rules.size() + " rules"));
    } else {
      rules.forEach(rule -> tell(rule, catalogue, out));
    }
    out.flush();
    return SekishoCommand.DONE;
  }

  private int test(Catalogue catalogue, List<Rule> rules, PrintWriter out) {
    var examples = GoldenExamples.of(catalogue);
    int wrong = 0;
    for (Rule rule : rules) {
      for (GoldenExamples.Outcome outcome : examples.run(rule)) {
        if (!outcome.asWanted()) {
          wrong++;
          out.println(outcome);
        }
      }
    }
    out.println(
        language.say(
            "%d 件の規則を試験し、%d 件の例が期待と異なりました".formatted(rules.size(), wrong),
            "%d rules tested, %d examples do not do as they say".formatted(rules.size(), wrong)));
    out.flush();
    return wrong == 0 ? SekishoCommand.DONE : CheckCommand.BROKEN;
  }

  private void tell(Rule rule, Catalogue catalogue, PrintWriter out) {
    out.println(rule.id() + "  " + language.say(rule.name()));
    out.println(language.say(rule.explanation()));
    out.println(language.say("分類: ", "class: ") + language.say(rule.threatClass().text()));
    out.println(language.say("対象: ", "over: ") + rule.over().id());
    out.println(language.say("参照: ", "references: ") + String.join(", ", rule.references()));
    rule.cvss31().ifPresent(v -> out.println("CVSS 3.1: " + v));
    rule.cvss40().ifPresent(v -> out.println("CVSS 4.0: " + v));
    for (Rule.Answer answer : rule.answers()) {
      Control control = catalogue.controls().get(answer.control());
      out.println(
          "  %-8s %s (%s)  %s"
              .formatted(
                  answer.strength().name().toLowerCase(Locale.ROOT),
                  answer.control(),
                  answer.at().name().toLowerCase(Locale.ROOT),
                  control == null ? "" : language.say(control.name())));
    }
    out.println(language.say("誤検知の場合: ", "false alarm when: ") + language.say(rule.falseAlarm()));
    out.println(rule.file() + ":" + rule.line());
  }
}
