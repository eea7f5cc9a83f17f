package org.sekisho.guard.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.guard.channel.CounterReport.Count;

class KernelCountersTest {
  @Test
  void findsItsCountersAmongAllOthers() {
    assertThat(
            KernelCounters.of(
                List.of(
                    "Ip: Forwarding ReasmFails",
                    "Ip: 1 42",
                    "Udp: InErrors",
                    "Udp: 18446744073709"),
                List.of("Ip6ReasmFails  \t7", "Ip6Other 1"),
                List.of("TcpExt: SyncookiesSent", "TcpExt: 3")))
        .containsEntry("kernel-ip-reassembly-fails", new Count(42, 0))
        .containsEntry("kernel-udp-errors", new Count(18446744073709L, 0))
        .containsEntry("kernel-ip6-reassembly-fails", new Count(7, 0))
        .containsEntry("kernel-syn-cookies-sent", new Count(3, 0))
        .hasSize(4);
  }

  @Test
  void makesNothingOfNonsense() {
    assertThat(
            KernelCounters.of(
                List.of("", "x", "Ip: a"), List.of("a b c"), List.of("Ip: x", "Ip: y")))
        .isEmpty();
  }
}
