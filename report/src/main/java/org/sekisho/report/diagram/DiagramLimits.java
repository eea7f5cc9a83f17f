package org.sekisho.report.diagram;

/**
 * How much a picture may hold before it is no longer read. A diagram above either limit is drawn
 * with its groups as single boxes, the innermost first; if that is not enough, what is left over
 * stands in one box.
 *
 * @param maxNodes the most boxes, 2 to 200
 * @param maxEdges the most lines, 1 to 500
 */
public record DiagramLimits(int maxNodes, int maxEdges) {
  /** Fits a page. */
  public static final DiagramLimits PAGE = new DiagramLimits(40, 90);

  /** Checks the ranges. */
  public DiagramLimits {
    if (maxNodes < 2 || maxNodes > 200) {
      throw new IllegalArgumentException("a diagram's limit of nodes is 2 to 200");
    }
    if (maxEdges < 1 || maxEdges > 500) {
      throw new IllegalArgumentException("a diagram's limit of edges is 1 to 500");
    }
  }

  boolean allow(Diagram diagram) {
    return diagram.nodes().size() <= maxNodes && diagram.edges().size() <= maxEdges;
  }
}
