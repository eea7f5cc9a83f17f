package org.sekisho.program.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/** What a plan comes to, and how it reaches the second start. */
class SandboxPlanTest {
  private static SandboxPlan plan() {
    return SandboxPlan.of(Path.of("/data"));
  }

  @Test
  void namesAreAskedForOnlyWhenAHostHasOne() {
    assertThat(plan().connect("192.0.2.1", 7883).connects().words()).isEqualTo("7883");
    assertThat(plan().connect("::1", 7883).connects().words()).isEqualTo("7883");
    assertThat(plan().connect(URI.create("https://[2001:db8::1]:9")).connects().words())
        .isEqualTo("9");
    assertThat(plan().connect("head-end.example", 7883).connects().words()).isEqualTo("53 7883");
    assertThat(plan().connect(URI.create("https://example.com")).connects().words())
        .isEqualTo("53 443");
  }

  @Test
  void whatIsNoPortIsLeftOut() {
    assertThat(plan().connect(URI.create("https://127.0.0.1:99999")).connects())
        .isEqualTo(Ports.NONE);
    assertThat(Ports.parse("1 x 70000 -2 65535").words()).isEqualTo("1 65535");
  }

  @Test
  void everyPortHoldsEachAndNoListHoldsEveryPort() {
    assertThat(Ports.ANY.holds(Ports.NONE.with(1))).isTrue();
    assertThat(Ports.NONE.with(1).holds(Ports.ANY)).isFalse();
    assertThat(Ports.NONE.with(1).with(2).holds(Ports.NONE.with(2))).isTrue();
    assertThat(Ports.NONE.with(1).holds(Ports.NONE.with(2))).isFalse();
    assertThat(Ports.ANY.with(1)).isEqualTo(Ports.ANY);
  }

  @Test
  void theReachIsTheSameInTheSecondStart() {
    SandboxPlan plan =
        plan()
            .listen(new Address("127.0.0.1", 0))
            .listen(new Address("::", 8883))
            .connectAnywhere();
    for (boolean abstractSockets : new boolean[] {true, false}) {
      var reach = new Reach(plan.changeable(), plan.listens(), plan.connects(), abstractSockets);
      assertThat(Reach.parse(reach.lines())).isEqualTo(reach);
    }
    assertThat(Reach.parse(Reach.NOTHING.lines())).isEqualTo(Reach.NOTHING);
    assertThat(Reach.parse(List.of("torn"))).isEqualTo(Reach.NOTHING);
  }

  @Test
  void aKernelThatIsOlderSaysWhatItLacks() {
    var older = new Confinement(2, true, true, true, Reach.NOTHING, List.of());
    assertThat(older.level()).isEqualTo("full");
    assertThat(older.toString())
        .contains("the kernel lacks: ")
        .contains("TCP ports (Landlock ABI 4)");
    assertThat(older.json())
        .containsEntry("tcp_ports", false)
        .containsEntry("signals_kept_in", false)
        .doesNotContainKey("listens");
    var newest = new Confinement(7, true, true, true, Reach.NOTHING, List.of());
    assertThat(newest.kernelLacks()).isEmpty();
    assertThat(newest.json()).containsEntry("tcp_ports", true).containsKey("connects");
  }

  @Test
  void theSettingNamesFurtherPortsAndNothingThatIsNone() {
    assertThat(read("{also-connect: [3128]}").alsoConnect()).containsExactly(3128);
    assertThat(plan().with(read("{also-connect: [3128]}")).connects().words()).isEqualTo("3128");
    assertThatThrownBy(() -> read("{also-connect: [0]}"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("ports from 1 to 65535");
    assertThatThrownBy(() -> read("{enabled: false}"))
        .isInstanceOf(DocumentException.class)
        .hasMessageContaining("'reason'");
  }

  private static SandboxConfig read(String block) {
    Fields root = Document.read("test.yaml", "sandbox: " + block + "\n");
    SandboxConfig config = SandboxConfig.from(root.section("sandbox"));
    root.finish();
    return config;
  }
}
