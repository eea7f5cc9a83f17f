package org.sekisho.program;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LogSettingsTest {
  @Test
  void isFoundByLogback() {
    assertThat(ServiceLoader.load(Configurator.class))
        .hasAtLeastOneElementOfType(LogSettings.class);
  }

  @Test
  void writesALineThatNobodyCanBreak() {
    var context = new LoggerContext();
    new LogSettings().configure(context);
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    var stderr = (ConsoleAppender<ILoggingEvent>) root.getAppender("stderr");
    var encoder = (PatternLayoutEncoder) stderr.getEncoder();
    var logger = context.getLogger("org.sekisho.program.LogSettingsTest");

    String line =
        new String(
            encoder.encode(new LoggingEvent("", logger, Level.WARN, "first\r\nsecond", null, null)),
            StandardCharsets.UTF_8);

    assertThat(stderr.isStarted()).isTrue();
    assertThat(line)
        .matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+\\S+ WARN  LogSettingsTest first second\\R");
    assertThat(root.getLevel()).isEqualTo(Level.WARN);
    context.stop();
  }
}
