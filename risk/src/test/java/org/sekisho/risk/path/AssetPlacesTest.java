package org.sekisho.risk.path;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AssetPlacesTest {
  @Test
  void anAssetIsWhereItIsHeldSensedCarriedEnteredOrInsideAThing() {
    AssetPlaces places =
        AssetPlaces.of(
            new Sketch()
                .more(
                    "profiles:\n  - {id: p, name: {ja: p, en: p}, points: [{id: t, name: {ja: t,"
                        + " en: t}, type: text}]}")
                .component("sensor", "sensor", "z", ", profile: p")
                .component("gw", "gateway", "z", "")
                .servers("he", "app", "db")
                .link("s", "sensor", "gw", "authentication: none, encryption: none")
                .link("u", "gw", "he", "authentication: none, encryption: none, data: [open]")
                .link("v", "he", "app", "authentication: none, encryption: content, data: [sealed]")
                .entry("door", "app", ", assets: [screen]")
                .asset("held", "db")
                .asset("sensed", 3, "points: [p/t]")
                .asset("open", new String[0])
                .asset("sealed", "app")
                .asset("screen", new String[0])
                .asset("box", 3, "in: [gw], holds: [inner-box]")
                .asset("inner-box", 3, "holds: [key]")
                .asset("key", new String[0])
                .model());
    assertThat(places.of("held")).containsExactly("db");
    assertThat(places.of("sensed")).containsExactly("sensor");
    assertThat(places.of("open")).containsExactly("gw", "he");
    assertThat(places.of("sealed")).containsExactly("app");
    assertThat(places.of("screen")).containsExactly("app");
    assertThat(places.of("key")).containsExactly("gw");
    assertThat(places.of("no-such-asset")).isEmpty();
  }
}
