package org.sekisho.gateway.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** What was found when the journal was opened. */
public sealed interface Opening {
  /** There was none: a new one was begun. */
  record Fresh() implements Opening {}

  /** The one that was there goes on. */
  record Sound() implements Opening {}

  /**
   * The one that was there is damaged: it was set aside, and what could be read of it was carried
   * over, in order, as the first readings of a new chain.
   *
   * @param damaged where the damaged file lies now
   * @param formerChain its chain; all zero when even that could not be read
   * @param carriedOver readings that were saved
   * @param lostRanges numbers of the former chain that were not delivered and could not be read; a
   *     range that reaches to {@code Long.MAX_VALUE} means that the end is not known
   * @param reason what was wrong, for the log and the alarm
   */
  record Salvaged(
      Path damaged, UUID formerChain, long carriedOver, List<NumberRange> lostRanges, String reason)
      implements Opening {}
}
