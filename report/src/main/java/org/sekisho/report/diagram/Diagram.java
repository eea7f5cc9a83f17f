package org.sekisho.report.diagram;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph to be drawn: what there is, not where it stands.
 *
 * @param groups its parts, a group before those that lie in it
 * @param nodes its boxes
 * @param edges the lines between its boxes
 */
public record Diagram(List<Group> groups, List<Node> nodes, List<Edge> edges) {
  /** The most groups within each other. */
  public static final int MAX_DEPTH = 8;

  /** Copies all, checks that every id stands once and every reference leads somewhere. */
  public Diagram {
    groups = List.copyOf(groups);
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
    Map<String, Integer> depths = new HashMap<>();
    for (Group group : groups) {
      int depth = 1;
      if (group.parent() != null) {
        Integer above = depths.get(group.parent());
        if (above == null) {
          throw new IllegalArgumentException("a group lies in one that does not stand before it");
        }
        depth = above + 1;
      }
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("groups stand at most 8 deep");
      }
      if (depths.put(group.id(), depth) != null) {
        throw new IllegalArgumentException("two groups have the same id");
      }
    }
    Set<String> ids = new HashSet<>();
    for (Node node : nodes) {
      if (depths.containsKey(node.id()) || !ids.add(node.id())) {
        throw new IllegalArgumentException("two nodes, or a node and a group, have the same id");
      }
      if (node.group() != null && !depths.containsKey(node.group())) {
        throw new IllegalArgumentException("a node lies in a group that is missing");
      }
    }
    for (Edge edge : edges) {
      if (!ids.contains(edge.from()) || !ids.contains(edge.to())) {
        throw new IllegalArgumentException("an edge leads from or to a node that is missing");
      }
    }
  }
}
