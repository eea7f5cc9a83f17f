package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.fact.EntityKind;

/** A fleet of 10,000 components around two hubs; its CPU time is printed, not judged. */
class PathSpeedTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SITES = 769;
  private static final int DEVICES = 12;

  private static SystemModel fleet() {
    Sketch sketch = new Sketch().servers("hub", "second");
    sketch.plain("hubs", "hub", "second").open("api", "hub").entry("console", "second", "");
    for (int s = 0; s < SITES; s++) {
      String gateway = "g" + s;
      sketch.servers(gateway).plain("u" + s, gateway, "hub").plain("m" + s, gateway, "second");
      sketch.entry("w" + s, gateway, ", reach: field");
      sketch.asset("readings-" + s, gateway).asset("key-" + s, 2, "in: [g" + s + ", hub]");
      for (int d = 0; d < DEVICES; d++) {
        sketch.servers("d" + s + "-" + d).plain("l" + s + "-" + d, "d" + s + "-" + d, gateway);
      }
    }
    return sketch.model();
  }

  @Test
  void tenThousandComponents() {
    Map<String, Control> controls =
        Sketch.controls(
            Sketch.control("seal", 2, "msgauth", EntityKind.LINK),
            Sketch.control("wall", 1, "fw", EntityKind.ENTRY_POINT),
            Sketch.control("list", 3, "allowlist", EntityKind.COMPONENT));
    SystemModel model = fleet();
    assertThat(model.components()).hasSizeGreaterThan(9_990);
    for (int i = 0; i < 2; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      AttackPaths paths = AttackPaths.of(model, controls, PathLimits.DEFAULT);
      System.out.printf(
          "%d components, %d assets: %d ways, %d cuts, %d left out in %d ms of CPU%n",
          model.components().size(),
          paths.summaries().size(),
          paths.paths().size(),
          paths.cuts().size(),
          paths.leftOut(),
          (THREADS.getCurrentThreadCpuTime() - start) / 1_000_000);
      assertThat(paths.summaries()).hasSize(2 * SITES).allMatch(s -> s.easiest().isPresent());
      assertThat(paths.paths()).hasSizeLessThanOrEqualTo(PathLimits.DEFAULT.total());
    }
  }
}
