package org.sekisho.report.diagram;

import java.util.List;
import org.sekisho.report.document.Shape;
import org.sekisho.report.document.Tone;

/**
 * A line from node to node.
 *
 * @param from the id of the node that it leaves
 * @param to the id of the node that it leads to
 * @param label what is read beside it, or an empty text
 * @param arrows which ends have an arrow
 * @param dash how it is drawn
 * @param tone its colour
 * @param markers the signs on it
 */
public record Edge(
    String from,
    String to,
    String label,
    Arrows arrows,
    Shape.Dash dash,
    Tone tone,
    List<Marker> markers) {
  /** Copies the markers. */
  public Edge {
    markers = List.copyOf(markers);
  }

  /** Which ends of an edge have an arrow. */
  public enum Arrows {
    /** None. */
    NONE,
    /** The end at the node that it leads to. */
    TO,
    /** Both. */
    BOTH
  }

  /** A plain edge with an arrow at its end. */
  public static Edge of(String from, String to, String label) {
    return new Edge(from, to, label, Arrows.TO, Shape.Dash.SOLID, Tone.NONE, List.of());
  }
}
