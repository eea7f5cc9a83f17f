package org.sekisho.report.document;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something drawn, in pixels (1/96 inch) from the picture's upper left corner. */
public sealed interface Shape {
  /** How a line is drawn. */
  enum Dash {
    /** Without gaps. */
    SOLID,
    /** In strokes. */
    DASHED,
    /** In points. */
    DOTTED
  }

  /** Which part of a text stands at its position. */
  enum Align {
    /** Its start. */
    START,
    /** Its middle. */
    MIDDLE
  }

  /**
   * A point.
   *
   * @param x to the right
   * @param y downwards
   */
  record At(double x, double y) {}

  /**
   * A rectangle.
   *
   * @param x of the upper left corner
   * @param y of the upper left corner
   * @param width to the right
   * @param height downwards
   * @param radius of its corners
   * @param fill of its inside
   * @param line of its border
   * @param thickness of its border
   * @param dash of its border
   */
  record Box(
      double x,
      double y,
      double width,
      double height,
      double radius,
      Ink fill,
      Ink line,
      double thickness,
      Dash dash)
      implements Shape {}

  /** Straight lines from point to point. */
  record Polyline(List<At> points, Ink line, double thickness, Dash dash) implements Shape {
    /** Copies the points. */
    public Polyline {
      points = List.copyOf(points);
    }
  }

  /** A filled polygon. */
  record Polygon(List<At> points, Ink fill) implements Shape {
    /** Copies the points. */
    public Polygon {
      points = List.copyOf(points);
    }
  }

  /**
   * One line of text.
   *
   * @param text what is read
   * @param x of its start or middle
   * @param y of its base line
   * @param size height of an em
   * @param bold whether it is set bold
   * @param ink its colour
   * @param align what stands at x
   * @param target where a click leads, or null
   */
  record Label(
      String text,
      double x,
      double y,
      double size,
      boolean bold,
      Ink ink,
      Align align,
      @Nullable Anchor target)
      implements Shape {}
}
