package org.sekisho.cli.risk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sekisho.cli.SekishoCommand;
import org.sekisho.risk.cvss.Cvss3Scores;
import org.sekisho.risk.cvss.Cvss3Vector;
import org.sekisho.risk.cvss.Cvss4Scores;
import org.sekisho.risk.cvss.Cvss4Vector;
import org.sekisho.risk.cvss.CvssParse;
import org.sekisho.risk.cvss.CvssParser;
import org.sekisho.risk.cvss.CvssScore;
import org.sekisho.risk.cvss.CvssVector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sekisho cvss}: scores of vectors. */
@Command(
    name = "cvss",
    description = {
      "Scores CVSS 3.0, 3.1 and 4.0 vectors exactly; reads them from the input, one a line, when"
          + " none is given.",
      "Each line: score, severity, vector. Exit code 3 when a vector was refused."
    },
    mixinStandardHelpOptions = true)
public final class CvssCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private Language language = new Language();

  @Parameters(arity = "0..*", paramLabel = "<vector>", description = "such as CVSS:3.1/AV:N/…")
  private List<String> vectors = new ArrayList<>();

  private final InputStream in;
  private boolean refused;

  /** Reads the process's input when no vector is given. */
  public CvssCommand() {
    this(System.in);
  }

  CvssCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (vectors.isEmpty()) {
      try (var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          number++;
          if (!line.isBlank()) {
            score(line.strip(), "line " + number + ": ", out, err);
          }
        }
      }
    } else {
      for (String vector : vectors) {
        score(vector, "", out, err);
      }
    }
    out.flush();
    err.flush();
    return refused ? CheckCommand.BROKEN : SekishoCommand.DONE;
  }

  private void score(String text, String where, PrintWriter out, PrintWriter err) {
    switch (CvssParser.parse(text)) {
      case CvssParse.Parsed(CvssVector vector) -> out.println(line(vector));
      case CvssParse.Incomplete incomplete -> refuse(text, where, incomplete.refusal(), err);
      case CvssParse.Refused refusal -> refuse(text, where, refusal, err);
    }
  }

  private String line(CvssVector vector) {
    return switch (vector) {
      case Cvss3Vector three -> {
        Cvss3Scores s = three.scores();
        yield "%s (base %s, temporal %s, environmental %s)\t%s\t%s"
            .formatted(
                three.score(),
                s.base(),
                s.temporal(),
                s.environmental(),
                word(three.score()),
                three);
      }
      case Cvss4Vector four -> {
        Cvss4Scores s = four.scores();
        yield "%s (%s, macro vector %s)\t%s\t%s"
            .formatted(s.score(), s.nomenclature().text(), s.macroVector(), word(s.score()), four);
      }
    };
  }

  private String word(CvssScore score) {
    return language.say(score.severity().text());
  }

  private void refuse(String text, String where, CvssParse.Refused refusal, PrintWriter err) {
    refused = true;
    String shown = text.length() > CvssParser.MAX_LENGTH ? "(too long)" : text;
    err.println(
        "%s%s: character %d: %s; allowed: %s"
            .formatted(where, shown, refusal.offset() + 1, refusal.what(), refusal.allowed()));
  }
}
