package org.sekisho.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import org.sekisho.program.logbook.LogSizing;

/** Commands about the log that need no running gateway. */
class GatewayLogCommandTest {
  @TempDir Path folder;

  private record Result(int exit, String out, String err) {}

  private static Result run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exit =
        SekishoCommand.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Result(exit, out.toString(), err.toString());
  }

  @Test
  @Verifies("SEC-LOG-03")
  void calculatesWhatALogNeeds() {
    Result minute = run("gateway", "log", "size", "--rate", "10/min", "--days", "90");
    assertThat(minute.exit()).isZero();
    assertThat(minute.out()).startsWith("1296000 records need ").contains("± 15 %");
    Result day = run("gateway", "log", "size", "--rate=14400", "--days=90", "--budget=24");
    assertThat(day.out()).contains("24.0 MiB are enough for ");
    assertThat(day.out().lines().findFirst()).isEqualTo(minute.out().lines().findFirst());
    assertThat(new LogSizing(1, LogSizing.USUAL_RECORD_BYTES, 1).bytes())
        .isGreaterThan(LogSizing.USUAL_RECORD_BYTES);
    for (String wrong : List.of("many", "5/year", "-1", "NaN")) {
      Result refused = run("gateway", "log", "size", "--rate=" + wrong);
      assertThat(refused.exit()).as(wrong).isEqualTo(1);
      assertThat(refused.err()).contains("not a rate");
    }
  }

  @Test
  void saysWhichFileIsMissing() throws Exception {
    Path log = folder.resolve("log.jsonl");
    Files.writeString(
        log, "{\"export\":{}}\n{\"no\":1,\"class\":\"state\",\"prev\":\"\"}\nrubbish\n");
    Path none = folder.resolve("none.pem");
    Files.writeString(none, "");
    Result noRoot = run("gateway", "log", "verify", log.toString(), "--trust", none.toString());
    assertThat(noRoot.exit()).isEqualTo(1);
    assertThat(noRoot.err()).contains("holds no PEM certificate");
    Result noFile = run("gateway", "log", "verify", folder.resolve("x").toString(), "--trust", "y");
    assertThat(noFile.exit()).isEqualTo(1);
  }
}
