package org.sekisho.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.model.Verifies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application gets its tokens with plain curl. */
class TokenStoryTest {
  @TempDir Path folder;
  private Site site;

  @BeforeEach
  void start() throws Exception {
    site = new Site(folder);
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private int token(String id, String secret, String form) throws Exception {
    return site.curl("token.json", "/oauth2/token", "-u", id + ":" + secret, "-d", form);
  }

  private JsonNode answer() throws Exception {
    return new JsonMapper().readTree(Files.readString(folder.resolve("token.json")));
  }

  @Test
  @Verifies("SEC-CONF-08")
  void givesTokenForRegisteredScopesOnly() throws Exception {
    String secret = site.application("home-app", "readings:read", "inventory:read").reveal();
    assertThat(token("home-app", secret, "grant_type=client_credentials")).isEqualTo(200);
    assertThat(answer().path("token_type").asString()).isEqualTo("Bearer");
    assertThat(answer().path("expires_in").asInt()).isEqualTo(900);

    assertThat(site.curl("jwks.json", "/oauth2/jwks")).isEqualTo(200);
    String jwks = Files.readString(folder.resolve("jwks.json"));
    assertThat(jwks).doesNotContain("\"d\"");
    SignedJWT jwt = SignedJWT.parse(answer().path("access_token").asString());
    ECKey key = (ECKey) JWKSet.parse(jwks).getKeyByKeyId(jwt.getHeader().getKeyID());
    assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
    var claims = jwt.getJWTClaimsSet();
    assertThat(claims.getSubject()).isEqualTo("home-app");
    assertThat(claims.getAudience()).containsExactly("head-end");
    assertThat(claims.getStringClaim("scope")).isEqualTo("readings:read inventory:read");
    assertThat(claims.getJWTID()).isNotBlank();

    assertThat(token("home-app", secret, "grant_type=client_credentials&scope=readings%3Aread"))
        .isEqualTo(200);
    assertThat(answer().path("scope").asString()).isEqualTo("readings:read");
    assertThat(token("home-app", secret, "grant_type=client_credentials&scope=commands:write"))
        .isEqualTo(400);
    assertThat(answer().path("error").asString()).isEqualTo("invalid_scope");
    assertThat(token("home-app", secret, "grant_type=password")).isEqualTo(400);
    assertThat(answer().path("error").asString()).isEqualTo("unsupported_grant_type");
    assertThat(token("home-app", secret, "grant_type=%zz")).isEqualTo(400);
    assertThat(answer().path("error").asString()).isEqualTo("invalid_request");
  }

  @Test
  @Verifies("SEC-CONF-07")
  void locksGuesserOutButNotApplicationThatIsKnown() throws Exception {
    String secret = site.application("home-app", "readings:read").reveal();
    String other = site.application("other-app", "readings:read").reveal();
    String form = "grant_type=client_credentials";
    assertThat(token("home-app", secret, form)).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(token("home-app", "guess" + i, form)).isEqualTo(401);
      assertThat(answer().path("error").asString()).isEqualTo("invalid_client");
    }
    assertThat(token("home-app", "guess", form)).isEqualTo(429);
    assertThat(token("home-app", secret, form)).isEqualTo(200);
    for (int i = 0; i < 5; i++) {
      assertThat(token("other-app", "guess", form)).isEqualTo(401);
    }
    assertThat(token("other-app", other, form)).isEqualTo(429);
  }

  @Test
  void forgetsRemovedApplication() throws Exception {
    String secret = site.application("home-app", "readings:read").reveal();
    String form = "grant_type=client_credentials";
    assertThat(token("home-app", secret, form)).isEqualTo(200);
    assertThat(
            site.ask("POST", "/applications", Map.of("id", "home-app", "scopes", List.of("x")))
                .status())
        .isEqualTo(400);
    assertThat(
            site.ask(
                    "POST",
                    "/applications",
                    Map.of("id", "home-app", "scopes", List.of("readings:read")))
                .status())
        .isEqualTo(409);
    assertThat(site.operator().get("/applications").text())
        .contains("home-app")
        .doesNotContain("argon2", secret);
    assertThat(site.ask("DELETE", "/applications/home-app", Map.of()).status()).isEqualTo(204);
    assertThat(token("home-app", secret, form)).isEqualTo(401);
    assertThat(site.audited())
        .contains("maintenance remove-application home-app")
        .contains("maintenance register-application home-app");
  }
}
