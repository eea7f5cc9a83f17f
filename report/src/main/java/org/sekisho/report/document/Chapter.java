package org.sekisho.report.document;

import java.util.List;

/**
 * A chapter.
 *
 * @param anchor where the table of contents and links lead
 * @param title its heading, with its number when it has one
 * @param blocks what it says
 */
public record Chapter(Anchor anchor, String title, List<Block> blocks) {
  /** Copies the blocks. */
  public Chapter {
    blocks = List.copyOf(blocks);
  }
}
