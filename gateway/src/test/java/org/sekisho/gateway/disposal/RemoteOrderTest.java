package org.sekisho.gateway.disposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.GatewayIdentity;
import org.sekisho.model.Verifies;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.disposal.RemoteOrder;
import org.sekisho.program.disposal.RemoteOrder.Kind;
import org.sekisho.program.disposal.RemoteOrder.Reception;

/** Which orders a gateway obeys. */
class RemoteOrderTest {
  private final Instant now = Instant.now();

  private final GatewayIdentity authority = new GatewayIdentity("gw-1");
  private final PeerTrust trust = PeerTrust.of(List.of(authority.root()));

  private RemoteOrder order(Kind kind, String gateway, long number, String... by) {
    return new RemoteOrder(
        UUID.randomUUID(),
        number,
        gateway,
        kind,
        now.minusSeconds(60),
        now.plusSeconds(60),
        List.of(by));
  }

  private Reception receive(String text, long last, Instant at) {
    return RemoteOrder.receive(text, trust, "gw-1", last, at);
  }

  private static String reason(Reception reception) {
    return switch (reception) {
      case Reception.Good _ -> "good";
      case Reception.Refused refused -> refused.reason();
    };
  }

  @Test
  @Verifies({"CM-23", "CM-24", "SEC-DISC-03"})
  void obeysTheManagementOnceAndInTime() {
    RemoteOrder erase = order(Kind.ERASE, "gw-1", 42, "Taro");
    String signed = erase.sign(authority.management());
    assertThat(receive(signed, 41, now)).isEqualTo(new Reception.Good(erase));
    assertThat(reason(receive(signed, 42, now))).isEqualTo("replayed");
    assertThat(reason(receive(signed, 41, erase.expiresAt().minusMillis(1)))).isEqualTo("good");
    assertThat(reason(receive(signed, 41, erase.expiresAt()))).isEqualTo("expired");
  }

  @Test
  @Verifies({"CM-23", "CM-24"})
  void refusesOthers() {
    RemoteOrder lock = order(Kind.LOCK, "gw-1", 1, "Taro");
    assertThat(reason(receive(lock.sign(new GatewayIdentity("gw-1").management()), 0, now)))
        .as("of another root")
        .isEqualTo("untrusted-signer");
    assertThat(reason(receive(lock.sign(authority.identity()), 0, now)))
        .as("a gateway under the same root")
        .isEqualTo("not-management");
    assertThat(
            reason(receive(order(Kind.LOCK, "gw-2", 1, "T").sign(authority.management()), 0, now)))
        .isEqualTo("other-gateway");
    RemoteOrder forEver =
        new RemoteOrder(
            UUID.randomUUID(),
            1,
            "gw-1",
            Kind.LOCK,
            now,
            now.plus(Duration.ofDays(91)),
            List.of("T"));
    assertThat(reason(receive(forEver.sign(authority.management()), 0, now))).isEqualTo("expired");
  }

  @Test
  @Verifies("CM-23")
  void anUnlockingNeedsTwoPersons() {
    for (String[] by : new String[][] {{}, {"Hanako"}, {"Hanako", "Hanako"}}) {
      String signed = order(Kind.UNLOCK, "gw-1", 1, by).sign(authority.management());
      assertThat(reason(receive(signed, 0, now))).isEqualTo("needs-two-persons");
    }
    String two = order(Kind.UNLOCK, "gw-1", 1, "Hanako", "Jiro").sign(authority.management());
    assertThat(reason(receive(two, 0, now))).isEqualTo("good");
  }

  @Test
  void noChangedTextIsGood() {
    String signed = order(Kind.ERASE, "gw-1", 42, "Taro").sign(authority.management());
    var random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      char[] chars = signed.toCharArray();
      int at = random.nextInt(chars.length - 2); // the last two hold bits that say nothing
      chars[at] = (char) (33 + random.nextInt(90));
      String changed = new String(chars);
      if (!changed.equals(signed)) {
        assertThat(reason(receive(changed, 0, now))).as("character " + at).isNotEqualTo("good");
      }
    }
    assertThat(reason(receive("", 0, now))).isEqualTo("malformed");
    assertThat(reason(receive("a.b.c", 0, now))).isEqualTo("malformed");
  }
}
