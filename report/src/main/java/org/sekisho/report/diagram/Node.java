package org.sekisho.report.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A box of a diagram.
 *
 * @param id its name among the groups and nodes of its diagram
 * @param label what is read first
 * @param detail what is read below it, or an empty text
 * @param kind what it stands for
 * @param group the id of the group that it lies in, or null
 * @param markers the signs on it
 */
public record Node(
    String id,
    String label,
    String detail,
    NodeKind kind,
    @Nullable String group,
    List<Marker> markers) {
  /** Copies the markers. */
  public Node {
    markers = List.copyOf(markers);
  }
}
