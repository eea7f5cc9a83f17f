package org.sekisho.report.document;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A drawing of lines, areas and text. It is made of typed shapes, so no text in it can become
 * markup.
 *
 * @param width in pixels (1/96 inch), greater than 0
 * @param height in pixels, greater than 0
 * @param shapes from back to front
 */
public record Picture(double width, double height, List<Shape> shapes) {
  /** Copies the shapes, checks the size. */
  public Picture {
    shapes = List.copyOf(shapes);
    if (!(width > 0) || !(height > 0) || width > 100_000 || height > 100_000) {
      throw new IllegalArgumentException("a picture's sides are above 0 and at most 100,000");
    }
  }

  /** The anchors that its labels lead to. */
  public Set<Anchor> targets() {
    Set<Anchor> targets = new HashSet<>();
    for (Shape shape : shapes) {
      if (shape instanceof Shape.Label label && label.target() != null) {
        targets.add(label.target());
      }
    }
    return targets;
  }
}
