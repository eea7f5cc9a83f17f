package org.sekisho.report.diagram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Tone;

/** Draws less of a diagram that is too large: groups become boxes. */
final class DiagramSummary {
  /** The most signs on one box or line; the rest is counted. */
  static final int MAX_MARKERS = 6;

  private static final String REST = "\u0000rest";

  private final Diagram whole;
  private final boolean japanese;
  private final Map<String, Group> groups = new HashMap<>();
  private final Map<String, Integer> depths = new HashMap<>();

  private DiagramSummary(Diagram whole, boolean japanese) {
    this.whole = whole;
    this.japanese = japanese;
    for (Group group : whole.groups()) {
      groups.put(group.id(), group);
      depths.put(
          group.id(), group.parent() == null ? 1 : depths.getOrDefault(group.parent(), 0) + 1);
    }
  }

  static Diagram of(Diagram whole, DiagramLimits limits, boolean japanese) {
    DiagramSummary summary = new DiagramSummary(whole, japanese);
    int deepest = summary.depths.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    Map<String, String> places = Map.of();
    Diagram less = whole;
    for (int depth = deepest; depth >= 1; depth--) {
      places = summary.collapsed(depth);
      less = summary.drawn(places, Set.of());
      if (limits.allow(less)) {
        return less;
      }
    }
    // Not enough: the first boxes stay, the others become one, until the lines are few enough too.
    for (int stay = Math.min(less.nodes().size(), limits.maxNodes()) - 1; stay > 0; stay /= 2) {
      Set<String> kept = new HashSet<>();
      for (Node node : less.nodes().subList(0, stay)) {
        kept.add(node.id());
      }
      Diagram fewer = summary.drawn(places, kept);
      if (limits.allow(fewer)) {
        return fewer;
      }
    }
    throw new IllegalStateException("two boxes and a line are always allowed");
  }

  /** Where each node is drawn when groups at the depth and below it are boxes. */
  private Map<String, String> collapsed(int depth) {
    Map<String, String> places = new HashMap<>();
    for (Node node : whole.nodes()) {
      String group = node.group();
      while (group != null && depths.getOrDefault(group, 0) > depth) {
        group = parent(group);
      }
      boolean boxed = group != null && depths.getOrDefault(group, 0) == depth;
      places.put(node.id(), boxed && group != null ? group : node.id());
    }
    return places;
  }

  private @Nullable String parent(String group) {
    Group found = groups.get(group);
    return found == null ? null : found.parent();
  }

  private Diagram drawn(Map<String, String> places, Set<String> kept) {
    Map<String, List<Node>> members = new LinkedHashMap<>();
    Map<String, String> boxes = new HashMap<>();
    for (Node node : whole.nodes()) {
      String box = places.getOrDefault(node.id(), node.id());
      if (!kept.isEmpty() && !kept.contains(box)) {
        box = REST;
      }
      boxes.put(node.id(), box);
      members.computeIfAbsent(box, _ -> new ArrayList<>()).add(node);
    }
    List<Node> nodes = new ArrayList<>();
    members.forEach((box, inside) -> nodes.add(node(box, inside)));
    return new Diagram(frames(nodes), nodes, edges(boxes));
  }

  private Node node(String box, List<Node> inside) {
    Node first = inside.getFirst();
    if (inside.size() == 1 && first.id().equals(box)) {
      return first;
    }
    List<Marker> markers = new ArrayList<>();
    inside.forEach(node -> markers.addAll(node.markers()));
    Group group = groups.get(box);
    String label = group != null ? group.label() : japanese ? "その他" : "Others";
    String count = japanese ? inside.size() + " 個" : inside.size() + " components";
    String frame = group == null ? null : group.parent();
    return new Node(box, label, count, NodeKind.SUMMARY, frame, few(markers));
  }

  /** The groups that still frame a box. */
  private List<Group> frames(List<Node> nodes) {
    Set<String> used = new HashSet<>();
    for (Node node : nodes) {
      for (String group = node.group(); group != null; group = parent(group)) {
        used.add(group);
      }
    }
    return whole.groups().stream().filter(group -> used.contains(group.id())).toList();
  }

  private record Ends(String from, String to) {}

  private List<Edge> edges(Map<String, String> boxes) {
    Map<Ends, List<Edge>> bundles = new LinkedHashMap<>();
    for (Edge edge : whole.edges()) {
      String from = boxes.getOrDefault(edge.from(), edge.from());
      String to = boxes.getOrDefault(edge.to(), edge.to());
      boolean inside = from.equals(to) && !edge.from().equals(edge.to());
      if (!inside) {
        bundles.computeIfAbsent(new Ends(from, to), _ -> new ArrayList<>()).add(edge);
      }
    }
    List<Edge> edges = new ArrayList<>();
    bundles.forEach((ends, bundle) -> edges.add(edge(ends, bundle)));
    return edges;
  }

  private static Edge edge(Ends ends, List<Edge> bundle) {
    Edge first = bundle.getFirst();
    if (bundle.size() == 1) {
      return new Edge(
          ends.from(),
          ends.to(),
          first.label(),
          first.arrows(),
          first.dash(),
          first.tone(),
          few(first.markers()));
    }
    Tone tone = first.tone();
    Edge.Arrows arrows = first.arrows();
    List<Marker> markers = new ArrayList<>();
    for (Edge edge : bundle) {
      markers.addAll(edge.markers());
      if (edge.tone().compareTo(tone) > 0 && edge.tone() != Tone.MUTED) {
        tone = edge.tone();
      }
      if (edge.arrows().compareTo(arrows) > 0) {
        arrows = edge.arrows();
      }
    }
    String label = "×" + bundle.size();
    return new Edge(ends.from(), ends.to(), label, arrows, first.dash(), tone, few(markers));
  }

  private static List<Marker> few(List<Marker> markers) {
    if (markers.size() <= MAX_MARKERS) {
      return markers;
    }
    List<Marker> few = new ArrayList<>(markers.subList(0, MAX_MARKERS - 1));
    few.add(new Marker("+" + (markers.size() - MAX_MARKERS + 1), Tone.NONE, null));
    return few;
  }
}
