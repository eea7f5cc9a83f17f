package org.sekisho.report.render;

import com.openhtmltopdf.util.Diagnostic;
import com.openhtmltopdf.util.XRLogger;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the program's log what the page setter warns of; how it fares is of no interest. */
final class PageLog implements XRLogger {
  private static final Logger LOG = LoggerFactory.getLogger(PdfRenderer.class);

  @Override
  public void log(String where, Level level, String message) {
    log(where, level, message, null);
  }

  @Override
  public void log(String where, Level level, String message, @Nullable Throwable cause) {
    if (level.intValue() >= Level.WARNING.intValue()) {
      LOG.warn("{}: {}", where, message, cause);
    } else {
      LOG.debug("{}: {}", where, message, cause);
    }
  }

  @Override
  public void setLevel(String logger, Level level) {
    // Levels are set where the program sets those of all its logs.
  }

  @Override
  public boolean isLogLevelEnabled(Diagnostic diagnostic) {
    return diagnostic.getLevel().intValue() >= Level.WARNING.intValue() || LOG.isDebugEnabled();
  }
}
