package org.sekisho.report.diagram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sekisho.report.document.Anchor;
import org.sekisho.report.document.Picture;
import org.sekisho.report.document.Shape;
import org.sekisho.report.document.Tone;
import org.sekisho.report.render.SvgWriter;

class DiagramDrawerTest {
  private static final DiagramDrawer DRAWER = new DiagramDrawer(DiagramLimits.PAGE);

  @Test
  void drawsTheSamePictureEachTime() {
    Diagram diagram = random(7, 30, 45);
    Drawing first = DRAWER.draw(diagram, "ja");
    assertThat(first.summarised()).isFalse();
    for (int i = 0; i < 5; i++) {
      assertThat(new DiagramDrawer(DiagramLimits.PAGE).draw(diagram, "ja")).isEqualTo(first);
    }
    String svg = SvgWriter.file(first.picture(), "t", "d");
    assertThat(SvgWriter.file(DRAWER.draw(diagram, "ja").picture(), "t", "d")).isEqualTo(svg);
  }

  @Test
  void keepsNodesApartAndWithinTheirPicture() {
    for (int seed = 1; seed <= 8; seed++) {
      Picture picture = DRAWER.draw(random(seed, 25, 35), "en").picture();
      List<Shape.Box> boxes = new ArrayList<>();
      for (Shape shape : picture.shapes()) {
        if (shape instanceof Shape.Box box && box.radius() == 5) {
          boxes.add(box);
          assertThat(box.x()).isBetween(0.0, picture.width() - box.width());
          assertThat(box.y()).isBetween(0.0, picture.height() - box.height());
        }
      }
      assertThat(boxes).hasSize(25);
      for (int i = 0; i < boxes.size(); i++) {
        for (int j = 0; j < i; j++) {
          assertThat(overlap(boxes.get(i), boxes.get(j))).as("seed " + seed).isFalse();
        }
      }
    }
  }

  private static boolean overlap(Shape.Box a, Shape.Box b) {
    return a.x() < b.x() + b.width()
        && b.x() < a.x() + a.width()
        && a.y() < b.y() + b.height()
        && b.y() < a.y() + a.height();
  }

  @Test
  void drawsGroupsAsBoxesWhenThereAreTooManyNodes() {
    Diagram large = random(3, 300, 500);
    Drawing drawing = DRAWER.draw(large, "ja");
    assertThat(drawing.summarised()).isTrue();
    assertThat(nodes(drawing.picture())).isLessThanOrEqualTo(DiagramLimits.PAGE.maxNodes());
    assertThat(labels(drawing.picture())).anyMatch(text -> text.endsWith(" 個"));
  }

  @Test
  void drawsOneBoxForTheRestWhenNoGroupHelps() {
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      nodes.add(new Node("n" + i, "N" + i, "", NodeKind.DEVICE, null, List.of()));
      edges.add(Edge.of("n" + i, "n" + (i * 7 % 1_000), ""));
    }
    Drawing drawing = DRAWER.draw(new Diagram(List.of(), nodes, edges), "en");
    assertThat(drawing.summarised()).isTrue();
    assertThat(nodes(drawing.picture())).isLessThanOrEqualTo(DiagramLimits.PAGE.maxNodes());
    assertThat(labels(drawing.picture())).contains("Others", "N0");
  }

  @Test
  void countsWhatASummaryLeavesOut() {
    List<Marker> markers = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      markers.add(new Marker("AS" + i, Tone.HIGH, null));
    }
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      nodes.add(new Node("n" + i, "N", "", NodeKind.DEVICE, "g", i == 0 ? markers : List.of()));
    }
    nodes.add(new Node("out", "Outside", "", NodeKind.OTHER, null, List.of()));
    Diagram diagram =
        new Diagram(
            List.of(new Group("g", "Zone", null)),
            nodes,
            List.of(Edge.of("n1", "out", "a"), Edge.of("n2", "out", "b")));
    List<String> labels = labels(DRAWER.draw(diagram, "en").picture());
    assertThat(labels).contains("Zone", "60 components", "AS5", "+15", "×2").doesNotContain("AS6");
  }

  @Test
  void drawsTextThatIsTooLongInFewLines() {
    String text = "非常に長い名前のセンサーが設置された部屋の温度と湿度と照度を測る装置".repeat(9);
    Diagram diagram =
        new Diagram(
            List.of(new Group("g", text, null)),
            List.of(new Node("a", text, text, NodeKind.DEVICE, "g", List.of())),
            List.of(Edge.of("a", "a", text)));
    Picture picture = DRAWER.draw(diagram, "ja").picture();
    assertThat(picture.width()).isLessThan(700);
    assertThat(picture.height()).isLessThan(400);
    assertThat(labels(picture)).anyMatch(line -> line.endsWith("…"));
  }

  @Test
  void drawsNothingWhenThereIsNothing() {
    Picture picture = DRAWER.draw(new Diagram(List.of(), List.of(), List.of()), "en").picture();
    assertThat(picture.shapes()).isEmpty();
  }

  @Test
  void keepsTheAnchorsOfMarkers() {
    Anchor anchor = new Anchor("AS1");
    Node node =
        new Node(
            "a", "A", "", NodeKind.DEVICE, null, List.of(new Marker("AS1", Tone.HIGH, anchor)));
    Picture picture = DRAWER.draw(new Diagram(List.of(), List.of(node), List.of()), "en").picture();
    assertThat(picture.targets()).containsExactly(anchor);
  }

  @Test
  void refusesReferencesThatLeadNowhere() {
    Node node = new Node("a", "A", "", NodeKind.DEVICE, "missing", List.of());
    assertThatThrownBy(() -> new Diagram(List.of(), List.of(node), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Diagram(List.of(), List.of(), List.of(Edge.of("a", "b", ""))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Diagram(List.of(new Group("g", "", "later")), List.of(), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static long nodes(Picture picture) {
    return picture.shapes().stream()
        .filter(shape -> shape instanceof Shape.Box box && box.radius() == 5)
        .count();
  }

  private static List<String> labels(Picture picture) {
    return picture.shapes().stream()
        .filter(Shape.Label.class::isInstance)
        .map(shape -> ((Shape.Label) shape).text())
        .toList();
  }

  private static Diagram random(int seed, int count, int lines) {
    Random random = new Random(seed);
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String parent = i < 4 ? null : "g" + random.nextInt(4);
      groups.add(new Group("g" + i, "区域 " + i, parent));
    }
    List<Node> nodes = new ArrayList<>();
    NodeKind[] kinds = NodeKind.values();
    for (int i = 0; i < count; i++) {
      int at = random.nextInt(12);
      String group = at < 10 ? "g" + at : null;
      List<Marker> markers =
          i % 3 == 0 ? List.of(new Marker("AS" + i, Tone.HIGH, null)) : List.of();
      nodes.add(
          new Node(
              "n" + i, "機器 " + i, "device", kinds[random.nextInt(kinds.length)], group, markers));
    }
    List<Edge> edges = new ArrayList<>();
    for (int i = 0; i < lines; i++) {
      edges.add(
          Edge.of(
              "n" + random.nextInt(count), "n" + random.nextInt(count), i % 2 == 0 ? "MQTT" : ""));
    }
    return new Diagram(groups, nodes, edges);
  }
}
