package org.sekisho.gateway.configuration;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sekisho.gateway.console.Block.Line;
import org.sekisho.gateway.console.Block.Line.Change;

/**
 * Two texts line by line, by the shortest way from one to the other (Myers 1986). Texts that differ
 * in very many lines are told as one block that goes and one that comes.
 */
final class LineDifference {
  /** Lines that go or come until the shortest way is not looked for any more. */
  static final int MOST_CHANGES = 600;

  /** Lines without a change that are shown around one. */
  static final int AROUND = 3;

  private LineDifference() {}

  /** What changed, with a few lines around it; empty when nothing did. */
  static List<Line> between(List<String> before, List<String> after) {
    if (before.equals(after)) {
      return List.of();
    }
    return shortened(whole(before, after));
  }

  /** Every line of both texts. */
  static List<Line> whole(List<String> before, List<String> after) {
    int head = 0;
    int least = Math.min(before.size(), after.size());
    while (head < least && before.get(head).equals(after.get(head))) {
      head++;
    }
    int tail = 0;
    while (tail < least - head
        && before.get(before.size() - 1 - tail).equals(after.get(after.size() - 1 - tail))) {
      tail++;
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < head; i++) {
      lines.add(new Line(Change.SAME, i + 1, i + 1, after.get(i)));
    }
    lines.addAll(
        middle(
            before.subList(head, before.size() - tail),
            after.subList(head, after.size() - tail),
            head));
    for (int i = tail; i > 0; i--) {
      lines.add(
          new Line(
              Change.SAME,
              before.size() - i + 1,
              after.size() - i + 1,
              after.get(after.size() - i)));
    }
    return lines;
  }

  private static List<Line> middle(List<String> before, List<String> after, int head) {
    int n = before.size();
    int m = after.size();
    int most = Math.min(n + m, MOST_CHANGES);
    int[] reach = new int[2 * most + 3];
    List<int[]> trace = new ArrayList<>();
    for (int d = 0; d <= most; d++) {
      trace.add(reach.clone());
      for (int k = -d; k <= d; k += 2) {
        boolean down = k == -d || (k != d && reach[most + k] < reach[most + k + 2]);
        int x = down ? reach[most + k + 2] : reach[most + k] + 1;
        while (x < n && x - k < m && x - k >= 0 && before.get(x).equals(after.get(x - k))) {
          x++;
        }
        reach[most + k + 1] = x;
        if (x >= n && x - k >= m) {
          return back(trace, before, after, head, most);
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      lines.add(new Line(Change.REMOVED, head + i + 1, 0, before.get(i)));
    }
    for (int i = 0; i < m; i++) {
      lines.add(new Line(Change.ADDED, 0, head + i + 1, after.get(i)));
    }
    return lines;
  }

  /** Walks the way that was found from its end. */
  private static List<Line> back(
      List<int[]> trace, List<String> before, List<String> after, int head, int most) {
    List<Line> lines = new ArrayList<>();
    int x = before.size();
    int y = after.size();
    for (int d = trace.size() - 1; d >= 0; d--) {
      int[] reach = trace.get(d);
      int k = x - y;
      boolean down = k == -d || (k != d && reach[most + k] < reach[most + k + 2]);
      int from = down ? k + 1 : k - 1;
      int startX = d == 0 ? 0 : reach[most + from + 1];
      int startY = d == 0 ? 0 : startX - from;
      while (x > startX && y > startY) {
        x--;
        y--;
        lines.add(new Line(Change.SAME, head + x + 1, head + y + 1, after.get(y)));
      }
      if (d > 0 && down) {
        y--;
        lines.add(new Line(Change.ADDED, 0, head + y + 1, after.get(y)));
      } else if (d > 0) {
        x--;
        lines.add(new Line(Change.REMOVED, head + x + 1, 0, before.get(x)));
      }
    }
    Collections.reverse(lines);
    return lines;
  }

  private static List<Line> shortened(List<Line> whole) {
    boolean[] shown = new boolean[whole.size()];
    for (int i = 0; i < shown.length; i++) {
      if (whole.get(i).change() != Change.SAME) {
        for (int j = Math.max(0, i - AROUND); j <= Math.min(shown.length - 1, i + AROUND); j++) {
          shown[j] = true;
        }
      }
    }
    List<Line> lines = new ArrayList<>();
    boolean gap = false;
    for (int i = 0; i < shown.length; i++) {
      if (shown[i]) {
        lines.add(whole.get(i));
      } else if (!gap) {
        lines.add(new Line(Change.LEFT_OUT, 0, 0, ""));
      }
      gap = !shown[i];
    }
    return lines;
  }
}
