package org.sekisho.headend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;

/** Wrong tokens are counted by the engine that counts the tries at every other door. */
class ApiLockoutTest {
  @Test
  @Verifies({"SEC-CONF-07", "SEC-STEP-02"})
  void locksOutWhoTriesTokensButNeverARightOne(@TempDir Path folder) throws Exception {
    try (var world = new HeadEndFixture(folder)) {
      String good = world.token("home-app", "readings:read");
      String wrong = good.substring(0, good.length() - 4) + "AAAA";
      List<Integer> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(world.get("/v1/latest", wrong).statusCode());
      }
      assertThat(answers.subList(0, 5)).containsOnly(401);
      assertThat(answers.subList(5, 12)).as("five at one application").containsOnly(429);
      HttpResponse<String> refused = world.get("/v1/latest", wrong);
      assertThat(refused.headers().firstValueAsLong("retry-after").orElseThrow())
          .isBetween(1L, 60L);

      world.restart();
      assertThat(world.get("/v1/latest", wrong).statusCode()).as("after a restart").isEqualTo(429);
      assertThat(world.get("/v1/latest", good).statusCode()).as("the owner of one").isEqualTo(200);
      String old =
          world.token(
              "home-app",
              "readings:read",
              HeadEndFixture.ISSUER,
              "head-end",
              Instant.now().minusSeconds(60));
      assertThat(world.get("/v1/latest", old).statusCode())
          .as("expired is no guess")
          .isEqualTo(401);
    }
  }
}
