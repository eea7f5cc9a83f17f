package org.sekisho.report.diagram;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;
import org.sekisho.report.document.Ink;
import org.sekisho.report.document.Picture;
import org.sekisho.report.document.Shape;
import org.sekisho.report.document.Tone;

/**
 * Lays diagrams out in layers and draws them: the same diagram always gives the same picture. Safe
 * for use by several threads.
 */
public final class DiagramDrawer {
  private static final double LABEL_SIZE = 13;
  private static final double SMALL_SIZE = 10.5;
  private static final double LINE = 1.35;
  private static final double PADDING = 10;
  private static final double MARGIN = 8;
  private static final double PILL_HEIGHT = 16;
  private static final double PILL_GAP = 4;
  private static final double MIN_WIDTH = 84;
  private static final double MAX_EMS = 11;
  private static final int MAX_MARKER = 12;
  private static final double ARROW = 8;

  // The parts of a page that a figure should take, upright (beside some text) and across.
  private static final double UPRIGHT_WIDTH = 657;
  private static final double UPRIGHT_HEIGHT = 640;
  private static final double ACROSS_WIDTH = 986;
  private static final double ACROSS_HEIGHT = 540;

  private final DiagramLimits limits;

  /** A drawer that summarises what is above the limits. */
  public DiagramDrawer(DiagramLimits limits) {
    this.limits = limits;
    LayoutMetaDataService.getInstance()
        .registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
  }

  /**
   * Draws the diagram.
   *
   * @param languageTag the language of the words that a summary adds
   */
  public Drawing draw(Diagram diagram, String languageTag) {
    boolean summarised = !limits.allow(diagram);
    Diagram drawn =
        summarised ? DiagramSummary.of(diagram, limits, languageTag.startsWith("ja")) : diagram;
    Layout right = new Layout(drawn, Direction.RIGHT);
    Layout down = new Layout(drawn, Direction.DOWN);
    // Reading goes to the right; downwards only where it is clearly larger on a page.
    Layout best = down.legibility() > right.legibility() * 1.15 ? down : right;
    return new Drawing(best.picture(), summarised);
  }

  /** What one diagram in one direction became. */
  private static final class Layout {
    private final Diagram diagram;
    private final ElkNode root = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> boxes = new HashMap<>();
    private final List<ElkEdge> lines = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();

    Layout(Diagram diagram, Direction direction) {
      this.diagram = diagram;
      options(root, direction);
      root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
      for (Group group : diagram.groups()) {
        ElkNode box = ElkGraphUtil.createNode(parent(group.parent()));
        options(box, direction);
        box.setProperty(CoreOptions.PADDING, new ElkPadding(30, 12, 12, 12));
        double width = Lettering.ems(lettered(group)) * SMALL_SIZE * 1.1 + 2 * PADDING;
        box.setProperty(CoreOptions.NODE_SIZE_CONSTRAINTS, SizeConstraint.minimumSizeWithPorts());
        box.setProperty(CoreOptions.NODE_SIZE_MINIMUM, new KVector(width, 40));
        boxes.put(group.id(), box);
      }
      for (Node node : diagram.nodes()) {
        ElkNode box = ElkGraphUtil.createNode(parent(node.group()));
        NodeText text = new NodeText(node);
        box.setDimensions(text.width(), text.height());
        boxes.put(node.id(), box);
      }
      for (Edge edge : diagram.edges()) {
        ElkEdge line = ElkGraphUtil.createSimpleEdge(box(edge.from()), box(edge.to()));
        EdgeText text = new EdgeText(edge);
        if (!text.isEmpty()) {
          ElkLabel label = ElkGraphUtil.createLabel(line);
          label.setText(edge.label().isEmpty() ? "-" : edge.label());
          label.setDimensions(text.width(), text.height());
          label.setProperty(CoreOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
        }
        lines.add(line);
      }
      new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    }

    private static void options(ElkNode node, Direction direction) {
      node.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
      node.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
      node.setProperty(CoreOptions.DIRECTION, direction);
      node.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
      node.setProperty(CoreOptions.RANDOM_SEED, 1);
      node.setProperty(CoreOptions.SPACING_NODE_NODE, 22.0);
      node.setProperty(CoreOptions.SPACING_EDGE_NODE, 14.0);
      node.setProperty(CoreOptions.SPACING_EDGE_EDGE, 11.0);
      node.setProperty(CoreOptions.SPACING_EDGE_LABEL, 2.0);
      node.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 22.0);
      node.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 10.0);
      node.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 9.0);
    }

    private ElkNode parent(@Nullable String group) {
      return group == null ? root : box(group);
    }

    private ElkNode box(String id) {
      ElkNode box = boxes.get(id);
      if (box == null) {
        throw new IllegalStateException("a diagram's references were checked");
      }
      return box;
    }

    private static String lettered(Group group) {
      List<String> lines = Lettering.lines(group.label(), 24, 1);
      return lines.isEmpty() ? "" : lines.getFirst();
    }

    double legibility() {
      double width = Math.max(1, root.getWidth());
      double height = Math.max(1, root.getHeight());
      double upright = Math.min(1, Math.min(UPRIGHT_WIDTH / width, UPRIGHT_HEIGHT / height));
      double across = Math.min(1, Math.min(ACROSS_WIDTH / width, ACROSS_HEIGHT / height));
      return Math.max(upright, across * 0.75);
    }

    Picture picture() {
      for (Group group : diagram.groups()) {
        frame(group);
      }
      for (int i = 0; i < lines.size(); i++) {
        line(diagram.edges().get(i), lines.get(i));
      }
      for (Group group : diagram.groups()) {
        title(group);
      }
      for (Node node : diagram.nodes()) {
        node(node);
      }
      for (int i = 0; i < lines.size(); i++) {
        label(diagram.edges().get(i), lines.get(i));
      }
      double width = Math.max(2 * MARGIN, root.getWidth());
      double height = Math.max(2 * MARGIN, root.getHeight());
      return new Picture(width, height, shapes);
    }

    private static double left(ElkNode node) {
      double x = 0;
      for (ElkNode at = node; at != null; at = at.getParent()) {
        x += at.getX();
      }
      return x;
    }

    private static double top(ElkNode node) {
      double y = 0;
      for (ElkNode at = node; at != null; at = at.getParent()) {
        y += at.getY();
      }
      return y;
    }

    private void frame(Group group) {
      ElkNode box = box(group.id());
      double x = left(box);
      double y = top(box);
      Ink fill = group.parent() == null ? Ink.ZONE : Ink.ZONE_INNER;
      shapes.add(
          new Shape.Box(
              x, y, box.getWidth(), box.getHeight(), 6, fill, Ink.ZONE_LINE, 1, Shape.Dash.DASHED));
    }

    /** On a ground of its own, because lines may cross it. */
    private void title(Group group) {
      String title = lettered(group);
      if (title.isBlank()) {
        return;
      }
      ElkNode box = box(group.id());
      double x = left(box);
      double y = top(box);
      double size = SMALL_SIZE * 1.1;
      Ink fill = group.parent() == null ? Ink.ZONE : Ink.ZONE_INNER;
      shapes.add(
          new Shape.Box(
              x + PADDING - 3,
              y + 7,
              Lettering.ems(title) * size + 6,
              size * 1.5,
              2,
              fill,
              Ink.NONE,
              0,
              Shape.Dash.SOLID));
      shapes.add(
          new Shape.Label(
              title, x + PADDING, y + 20, size, true, Ink.QUIET, Shape.Align.START, null));
    }

    private void node(Node node) {
      ElkNode box = box(node.id());
      NodeText text = new NodeText(node);
      double x = left(box);
      double y = top(box);
      double middle = x + box.getWidth() / 2;
      shapes.add(
          new Shape.Box(
              x,
              y,
              box.getWidth(),
              box.getHeight(),
              5,
              node.kind().fill(),
              node.kind().line(),
              1.4,
              Shape.Dash.SOLID));
      double at = y + PADDING;
      for (String line : text.label) {
        shapes.add(middle(line, middle, at + LABEL_SIZE * 0.95, LABEL_SIZE, true, Ink.TEXT));
        at += LABEL_SIZE * LINE;
      }
      for (String line : text.detail) {
        shapes.add(middle(line, middle, at + SMALL_SIZE, SMALL_SIZE, false, Ink.QUIET));
        at += SMALL_SIZE * LINE;
      }
      if (!node.markers().isEmpty()) {
        at += PILL_GAP;
        for (List<Marker> row : text.rows) {
          pills(row, middle - pillsWidth(row) / 2, at);
          at += PILL_HEIGHT + PILL_GAP;
        }
      }
    }

    private static Shape.Label middle(
        String text, double x, double y, double size, boolean bold, Ink ink) {
      return new Shape.Label(text, x, y, size, bold, ink, Shape.Align.MIDDLE, null);
    }

    private void pills(List<Marker> markers, double x, double y) {
      double at = x;
      for (Marker marker : markers) {
        double width = pillWidth(marker);
        Ink ink = Ink.of(marker.tone());
        shapes.add(
            new Shape.Box(
                at, y, width, PILL_HEIGHT, PILL_HEIGHT / 2, ink, Ink.NONE, 0, Shape.Dash.SOLID));
        shapes.add(
            new Shape.Label(
                sign(marker),
                at + width / 2,
                y + PILL_HEIGHT / 2 + SMALL_SIZE * 0.36,
                SMALL_SIZE,
                true,
                Ink.ON_TONE,
                Shape.Align.MIDDLE,
                marker.target()));
        at += width + PILL_GAP;
      }
    }

    private void line(Edge edge, ElkEdge line) {
      Ink ink =
          edge.tone() == Tone.NONE || edge.tone() == Tone.MUTED ? Ink.LINE : Ink.of(edge.tone());
      double x = left(line.getContainingNode());
      double y = top(line.getContainingNode());
      for (ElkEdgeSection section : line.getSections()) {
        List<Shape.At> points = new ArrayList<>();
        points.add(new Shape.At(x + section.getStartX(), y + section.getStartY()));
        for (ElkBendPoint bend : section.getBendPoints()) {
          points.add(new Shape.At(x + bend.getX(), y + bend.getY()));
        }
        points.add(new Shape.At(x + section.getEndX(), y + section.getEndY()));
        if (edge.arrows() != Edge.Arrows.NONE) {
          arrow(points, points.size() - 2, points.size() - 1, ink);
        }
        if (edge.arrows() == Edge.Arrows.BOTH) {
          arrow(points, 1, 0, ink);
        }
        shapes.add(new Shape.Polyline(points, ink, 1.4, edge.dash()));
      }
    }

    /** An arrow at one end; the line then ends where the arrow begins. */
    private void arrow(List<Shape.At> points, int before, int end, Ink ink) {
      Shape.At from = points.get(before);
      Shape.At tip = points.get(end);
      double dx = tip.x() - from.x();
      double dy = tip.y() - from.y();
      double length = Math.hypot(dx, dy);
      if (length == 0) {
        return;
      }
      double ux = dx / length;
      double uy = dy / length;
      double back = Math.min(ARROW, length);
      Shape.At foot = new Shape.At(tip.x() - ux * back, tip.y() - uy * back);
      double half = ARROW * 0.45;
      shapes.add(
          new Shape.Polygon(
              List.of(
                  tip,
                  new Shape.At(foot.x() - uy * half, foot.y() + ux * half),
                  new Shape.At(foot.x() + uy * half, foot.y() - ux * half)),
              ink));
      points.set(end, foot);
    }

    private void label(Edge edge, ElkEdge line) {
      if (line.getLabels().isEmpty()) {
        return;
      }
      ElkLabel label = line.getLabels().getFirst();
      EdgeText text = new EdgeText(edge);
      double x = left(line.getContainingNode()) + label.getX();
      double at = top(line.getContainingNode()) + label.getY();
      double middle = x + label.getWidth() / 2;
      for (String row : text.lines) {
        shapes.add(middle(row, middle, at + SMALL_SIZE, SMALL_SIZE, false, Ink.TEXT));
        at += SMALL_SIZE * LINE;
      }
      for (List<Marker> row : text.rows) {
        pills(row, middle - pillsWidth(row) / 2, at + 1);
        at += PILL_HEIGHT + PILL_GAP;
      }
    }
  }

  private static String sign(Marker marker) {
    List<String> lines = Lettering.lines(marker.text(), MAX_MARKER, 1);
    return lines.isEmpty() ? " " : lines.getFirst();
  }

  private static double pillWidth(Marker marker) {
    return Math.max(22, Lettering.ems(sign(marker)) * SMALL_SIZE + 12);
  }

  private static double pillsWidth(List<Marker> markers) {
    double width = 0;
    for (Marker marker : markers) {
      width += pillWidth(marker) + PILL_GAP;
    }
    return Math.max(0, width - PILL_GAP);
  }

  /** Signs in rows of at most three. */
  private static List<List<Marker>> rows(List<Marker> markers) {
    List<List<Marker>> rows = new ArrayList<>();
    for (int i = 0; i < markers.size(); i += 3) {
      rows.add(markers.subList(i, Math.min(markers.size(), i + 3)));
    }
    return rows;
  }

  private static double widest(List<String> lines, double size) {
    double width = 0;
    for (String line : lines) {
      width = Math.max(width, Lettering.ems(line) * size);
    }
    return width;
  }

  /** The lines and signs of a node. */
  private static final class NodeText {
    private final List<String> label;
    private final List<String> detail;
    private final List<List<Marker>> rows;

    NodeText(Node node) {
      label = Lettering.lines(node.label(), MAX_EMS, 3);
      detail = Lettering.lines(node.detail(), MAX_EMS * LABEL_SIZE / SMALL_SIZE, 2);
      rows = rows(node.markers());
    }

    double width() {
      double width = Math.max(widest(label, LABEL_SIZE), widest(detail, SMALL_SIZE));
      for (List<Marker> row : rows) {
        width = Math.max(width, pillsWidth(row));
      }
      return Math.max(MIN_WIDTH, width + 2 * PADDING);
    }

    double height() {
      double height = 2 * PADDING + label.size() * LABEL_SIZE * LINE;
      height += detail.size() * SMALL_SIZE * LINE;
      return rows.isEmpty() ? height : height + rows.size() * (PILL_HEIGHT + PILL_GAP);
    }
  }

  /** The lines and signs of an edge. */
  private static final class EdgeText {
    private final List<String> lines;
    private final List<List<Marker>> rows;

    EdgeText(Edge edge) {
      lines = Lettering.lines(edge.label(), 12, 3);
      rows = rows(edge.markers());
    }

    boolean isEmpty() {
      return lines.isEmpty() && rows.isEmpty();
    }

    double width() {
      double width = widest(lines, SMALL_SIZE);
      for (List<Marker> row : rows) {
        width = Math.max(width, pillsWidth(row));
      }
      return width + 6;
    }

    double height() {
      return lines.size() * SMALL_SIZE * LINE + rows.size() * (PILL_HEIGHT + PILL_GAP) + 2;
    }
  }
}
