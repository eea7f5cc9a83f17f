package org.sekisho.acceptance.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.CountingDevice;
import org.sekisho.acceptance.system.Deployment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The promise that every fault is measured by: nothing acknowledged is lost, nothing is stored
 * twice.
 */
final class Proof {
  private Proof() {}

  /** Waits until the gateway has handed over all it accepted. */
  static void awaitDrained(Deployment deployment) throws Exception {
    Await.until(
        "the journal is empty: see the gateway's status",
        () -> deployment.gatewayStatus().path("journal").path("waiting").asLong(-1) == 0);
  }

  /** Every number that the device had acknowledged is stored exactly once; so is any other. */
  static void nothingLostNothingTwice(Deployment deployment, CountingDevice device)
      throws Exception {
    List<Long> stored = deployment.stored(device.id(), "count");
    assertThat(stored).as("%s: each stored once", device.id()).doesNotHaveDuplicates();
    long acknowledged = device.acknowledged();
    assertThat(acknowledged).as("%s: the load ran", device.id()).isPositive();
    assertThat(stored)
        .as("%s: all of 1 to %d are stored", device.id(), acknowledged)
        .containsAll(LongStream.rangeClosed(1, acknowledged).boxed().toList());
  }

  /** The gateway's own counts add up, and the head-end has stored what was delivered to it. */
  static void ledgerAgrees(Deployment deployment) throws Exception {
    JsonNode journal = deployment.gatewayStatus().path("journal");
    assertThat(journal.path("accepted").asLong())
        .as("accepted = delivered + waiting + dropped + lost, in %s", journal)
        .isEqualTo(
            journal.path("delivered").asLong()
                + journal.path("waiting").asLong()
                + journal.path("dropped").asLong()
                + journal.path("lost").asLong());
    String ledger = deployment.api("app-1", "/v1/ledger").body();
    List<Long> stored = new ArrayList<>();
    for (JsonNode chain : new JsonMapper().readTree(ledger).path("ledger")) {
      if (chain.path("present").asBoolean()) {
        stored.add(chain.path("stored").asLong());
      }
    }
    assertThat(stored)
        .as("the head-end's count of the present chain, in %s", ledger)
        .containsExactly(journal.path("delivered").asLong());
  }
}
