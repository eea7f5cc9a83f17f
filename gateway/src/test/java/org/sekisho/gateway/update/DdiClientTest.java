package org.sekisho.gateway.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sekisho.gateway.TestAuthority;
import org.sekisho.gateway.update.DdiClient.Offer;
import org.sekisho.model.Verifies;
import org.sekisho.program.Address;
import org.sekisho.program.LiveKeyManager;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Role;
import org.sekisho.program.TlsIdentity;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.HttpsListener;
import org.sekisho.program.https.Request;
import org.sekisho.program.https.Route;

/** A client over real TLS and a server that says whatever a test wants. */
class DdiClientTest {
  private static final String BASE = "/DEFAULT/controller/v1/gw-1";
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  private final TestAuthority authority = new TestAuthority();
  private final Vertx vertx = Vertx.vertx();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> server = _ -> Answer.empty(500);

  @SuppressWarnings("NullAway.Init") // set before each test
  private HttpsListener listener;

  @SuppressWarnings("NullAway.Init")
  private DdiClient client;

  @BeforeEach
  void start() {
    TlsIdentity own = authority.issue(Role.MANAGEMENT, "management");
    TlsIdentity gateway = authority.issue(Role.GATEWAY, "gw-1");
    PeerTrust trust = PeerTrust.of(List.of(authority.root()));
    listener =
        HttpsListener.start(
            vertx,
            "test",
            new Address("localhost", 0),
            new LiveKeyManager(() -> own),
            trust.trustManager(),
            new HttpsListener.Limits(64 * 1024, 8, 8),
            request -> {
              said.add(request.method() + " " + request.path() + " " + request.text());
              return server.apply(request);
            },
            List.<Route>of());
    client =
        new DdiClient(
            URI.create("https://localhost:" + listener.port()),
            "DEFAULT",
            "gw-1",
            () -> trust.context(new LiveKeyManager(() -> gateway)));
  }

  @AfterEach
  void stop() {
    client.close();
    listener.close();
    vertx.close().await();
  }

  private URI at(String path) {
    return URI.create("https://localhost:" + listener.port() + path);
  }

  private void answers(String json) {
    server = _ -> Answer.text(200, "application/hal+json", json);
  }

  private static String deployment(String artifact) {
    return """
    {"id":"7","deployment":{"download":"forced","update":"attempt","chunks":[
    {"part":"os","version":"1.2.0","name":"gateway","artifacts":[%s]}]}}\
    """
        .formatted(artifact);
  }

  private static String artifact(String hashes, String href) {
    return """
    {"filename":"f","hashes":{%s},"size":10,"_links":{"download":{"href":"%s"}}}\
    """
        .formatted(hashes, href);
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void readsAnOfferAsHawkBitMakesIt() throws Exception {
    answers(
        """
        {"config":{"polling":{"sleep":"00:05:00"}},"_links":{
        "deploymentBase":{"href":"%s/deploymentBase/7?c=1"},
        "configData":{"href":"%s/configData"}}}\
        """
            .formatted(at(BASE), at(BASE)));
    DdiClient.Links links = client.poll();
    assertThat(links.sleep().orElseThrow()).hasMinutes(5);
    assertThat(links.deployment()).contains(at(BASE + "/deploymentBase/7?c=1"));
    assertThat(links.cancel()).isEmpty();
    String href = at(BASE) + "/softwaremodules/1/artifacts/f";
    answers(deployment(artifact("\"sha1\":\"x\",\"sha256\":\"" + SHA256 + "\"", href)));
    assertThat(client.offer(links.deployment().orElseThrow()))
        .isEqualTo(new Offer("7", "1.2.0", false, true, "f", 10, SHA256, URI.create(href)));
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void takesNoOfferWithoutItsWholeHash() {
    String href = at(BASE) + "/softwaremodules/1/artifacts/f";
    for (String hashes :
        List.of(
            "",
            "\"sha1\":\"da39a3ee5e6b4b0d3255bfef95601890afd80709\"",
            "\"sha256\":\"\"",
            "\"sha256\":\"" + SHA256.substring(0, 12) + "\"")) {
      answers(deployment(artifact(hashes, href)));
      assertThatThrownBy(() -> client.offer(at(BASE + "/deploymentBase/7")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SHA-256");
    }
    answers(deployment(""));
    assertThatThrownBy(() -> client.offer(at(BASE + "/deploymentBase/7")))
        .hasMessageContaining("one artifact");
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void followsNoLinkThatLeadsElsewhere() {
    for (String href :
        List.of(
            "https://elsewhere.example" + BASE + "/deploymentBase/7",
            "http://localhost:" + listener.port() + BASE + "/deploymentBase/7",
            at("/DEFAULT/controller/v1/gw-2/deploymentBase/7").toString(),
            at(BASE + "/../gw-2/deploymentBase/7").toString(),
            "file:///etc/passwd",
            "::not a link::")) {
      answers("{\"_links\":{\"deploymentBase\":{\"href\":\"" + href + "\"}}}");
      assertThatThrownBy(client::poll).as(href).isInstanceOf(IOException.class);
    }
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void takesOnlyThePartThatItAskedFor() throws Exception {
    URI file = at(BASE + "/softwaremodules/1/artifacts/f");
    server = _ -> new Answer(206, Map.of("Content-Range", "bytes 4-7/10"), new byte[] {4, 5, 6, 7});
    assertThat(client.slice(file, 4, 4, 10)).containsExactly(4, 5, 6, 7);
    assertThatThrownBy(() -> client.slice(file, 0, 4, 10)).hasMessageContaining("another part");
    assertThatThrownBy(() -> client.slice(file, 4, 4, 11)).hasMessageContaining("another part");
    server = _ -> new Answer(206, Map.of("Content-Range", "bytes 4-7/10"), new byte[] {4, 5});
    assertThatThrownBy(() -> client.slice(file, 4, 4, 10)).hasMessageContaining("another part");
    server = _ -> new Answer(200, Map.of(), new byte[10]);
    assertThatThrownBy(() -> client.slice(file, 0, 10, 10)).hasMessageContaining("HTTP 200");
    // More than was asked for is not even kept.
    server = _ -> new Answer(206, Map.of("Content-Range", "bytes 0-3/10"), new byte[1_000_000]);
    assertThatThrownBy(() -> client.slice(file, 0, 4, 10)).isInstanceOf(IOException.class);
  }

  @Test
  @Verifies("SEC-MAINT-04")
  void anyAnswerIsAnOfferOrAnIoException() throws Exception {
    var random = new java.util.Random(5);
    String good =
        deployment(
            artifact("\"sha256\":\"" + SHA256 + "\"", at(BASE) + "/softwaremodules/1/artifacts/f"));
    for (int i = 0; i < 200; i++) {
      var changed = new StringBuilder(good);
      for (int k = random.nextInt(3); k >= 0; k--) {
        changed.setCharAt(random.nextInt(changed.length()), (char) (32 + random.nextInt(95)));
      }
      answers(changed.toString());
      try {
        assertThat(client.offer(at(BASE + "/deploymentBase/7"))).isNotNull();
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void anOrderThatTheServerForgotNeedsNoFeedback() throws Exception {
    server = _ -> Answer.empty(410);
    client.feedback("7", DdiClient.Execution.CLOSED, "failure", "altered");
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("POST " + BASE + "/deploymentBase/7/feedback")
        .contains("\"execution\":\"closed\"")
        .contains("\"finished\":\"failure\"");
    server = _ -> Answer.empty(500);
    assertThatThrownBy(() -> client.feedback("7", DdiClient.Execution.CLOSED, "failure", ""))
        .isInstanceOf(IOException.class);
  }
}
