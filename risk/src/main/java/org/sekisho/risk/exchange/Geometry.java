package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.List;

/** What lies where in a drawing: y grows downwards, lengths are those of the drawing. */
final class Geometry {
  /** How far the ends of a boundary line are continued, beyond any drawing. */
  private static final double FAR = 1e7;

  private Geometry() {}

  /** A place. */
  record Spot(double x, double y) {}

  /** A rectangle with its upper left corner. */
  record Box(double x, double y, double width, double height) {
    Spot centre() {
      return new Spot(x + width / 2, y + height / 2);
    }

    double area() {
      return width * height;
    }

    boolean contains(Spot spot) {
      return spot.x() >= x && spot.x() <= x + width && spot.y() >= y && spot.y() <= y + height;
    }

    boolean contains(Box other) {
      return other.x >= x
          && other.y >= y
          && other.x + other.width <= x + width
          && other.y + other.height <= y + height;
    }

    boolean touches(Box other) {
      return other.x <= x + width
          && x <= other.x + other.width
          && other.y <= y + height
          && y <= other.y + other.height;
    }

    /** Distance of the spot from the rectangle; 0 inside. */
    double distance(Spot spot) {
      double dx = Math.max(0, Math.max(x - spot.x(), spot.x() - x - width));
      double dy = Math.max(0, Math.max(y - spot.y(), spot.y() - y - height));
      return Math.hypot(dx, dy);
    }
  }

  /**
   * A line that cuts the drawing in two: its first and last piece are continued straight, so that
   * every spot is on one side or the other.
   */
  static final class Divide {
    private final List<Spot> line = new ArrayList<>();

    /**
     * Continues the line at both ends.
     *
     * @param drawn at least two spots
     */
    Divide(List<Spot> drawn) {
      List<Spot> spots = new ArrayList<>();
      for (Spot spot : drawn) {
        if (spots.isEmpty() || !spots.getLast().equals(spot)) {
          spots.add(spot);
        }
      }
      if (spots.size() < 2) {
        return;
      }
      line.add(beyond(spots.get(1), spots.getFirst()));
      line.addAll(spots);
      line.add(beyond(spots.get(spots.size() - 2), spots.getLast()));
    }

    int pieces() {
      return Math.max(0, line.size() - 1);
    }

    /** Whether the straight way between the two crosses the line an odd number of times. */
    boolean between(Spot a, Spot b) {
      boolean odd = false;
      for (int i = 1; i < line.size(); i++) {
        odd ^= cross(a, b, line.get(i - 1), line.get(i));
      }
      return odd;
    }

    private static Spot beyond(Spot from, Spot through) {
      double dx = through.x() - from.x();
      double dy = through.y() - from.y();
      double length = Math.hypot(dx, dy);
      return new Spot(through.x() + dx / length * FAR, through.y() + dy / length * FAR);
    }
  }

  /** Whether two pieces cross; an end that only touches counts on one side of it. */
  private static boolean cross(Spot a, Spot b, Spot c, Spot d) {
    return left(a, b, c) != left(a, b, d) && left(c, d, a) != left(c, d, b);
  }

  private static boolean left(Spot a, Spot b, Spot c) {
    return (b.x() - a.x()) * (c.y() - a.y()) - (b.y() - a.y()) * (c.x() - a.x()) > 0;
  }
}
