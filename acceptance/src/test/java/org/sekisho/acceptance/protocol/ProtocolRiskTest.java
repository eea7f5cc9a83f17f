package org.sekisho.acceptance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.acceptance.evidence.Shows;
import org.sekisho.acceptance.network.Lab;
import org.sekisho.acceptance.system.Await;
import org.sekisho.acceptance.system.Deployment;
import org.sekisho.model.LongRun;
import org.sekisho.model.Verifies;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows 6 to 10 of the guideline's appendix 1, at every listener of the running programs. */
class ProtocolRiskTest {
  private static final Duration ANSWER = Duration.ofMinutes(2);

  /** What an attacker puts where a value belongs; none of it may do more than be refused. */
  private static final List<String> INJECTIONS =
      List.of(
          "' OR '1'='1",
          "'; DROP TABLE readings; --",
          "\" OR \"\"=\"",
          "1 UNION SELECT name FROM sqlite_master",
          "$(touch injected)",
          "`touch injected`",
          "; touch injected",
          "| touch injected",
          "${jndi:ldap://127.0.0.1:1/a}",
          "../../../../etc/passwd",
          "..%2f..%2f..%2fetc%2fpasswd",
          "%00",
          "\u0000",
          "\r\nX-Injected: yes",
          "<script>alert(1)</script>",
          "{{7*7}}",
          "%n%n%n%n",
          "-1",
          "9".repeat(400));

  @TempDir private static Path folder;
  private static Deployment deployment;
  private static final Map<String, Integer> LISTENERS = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    deployment = new Deployment(folder).start();
    for (String program : List.of("gateway", "head-end", "management")) {
      JsonNode ready =
          new JsonMapper().readTree(Files.readString(folder.resolve(program).resolve("ready")));
      ready
          .propertyStream()
          .filter(port -> port.getValue().isInt())
          .forEach(port -> LISTENERS.put(program + " " + port.getKey(), port.getValue().asInt()));
    }
    assertThat(LISTENERS)
        .containsKeys(
            "gateway field",
            "gateway maintenance",
            "head-end wan",
            "head-end api",
            "head-end maintenance",
            "management https",
            "management maintenance");
  }

  @AfterAll
  static void stop() throws IOException {
    deployment.close();
  }

  @Test
  @LongRun
  @Verifies({"PROTO-09", "PROTO-10"})
  @Shows(control = "protocol-version-floor", tool = "sslscan")
  @Shows(control = "no-anonymous-key-exchange", tool = "sslscan")
  void noListenerTakesAnOldVersionOrAnAnonymousOrWeakSuite() throws Exception {
    Lab.requires("sslscan");
    for (var listener : LISTENERS.entrySet()) {
      String report = sslscan(listener.getValue());
      assertThat(report)
          .as(listener.getKey())
          .contains("type=\"tls\" version=\"1.3\" enabled=\"1\"");
      for (String old :
          List.of(
              "ssl\" version=\"2",
              "ssl\" version=\"3",
              "tls\" version=\"1.0",
              "tls\" version=\"1.1")) {
        assertThat(report)
            .as("%s: %s", listener.getKey(), old)
            .contains("type=\"" + old + "\" enabled=\"0\"");
      }
      List<String> suites = suites(report);
      assertThat(suites).as(listener.getKey()).isNotEmpty();
      assertThat(suites)
          .as(listener.getKey())
          .noneMatch(
              s -> s.matches(".*(ADH|AECDH|anon|NULL|EXP|RC4|DES|MD5|CAMELLIA|SEED|IDEA).*"));
    }
  }

  /** Hellos of SSL 2.0 and 3.0 byte by byte: no library that this machine has still speaks them. */
  @Test
  @Verifies("PROTO-10")
  @Shows(control = "protocol-version-floor", tool = "raw hello")
  void hellosOfSsl2AndSsl3GetNoServerHello() throws Exception {
    // SSL 2.0: length, client hello, version 2, three suites, no session, a challenge of 16 bytes.
    byte[] ssl2 =
        HexFormat.of()
            .parseHex(
                "802e0100020015000000100100800200800300800400800500800600400700c0"
                    + "00".repeat(16));
    // SSL 3.0: a handshake record of that version with RSA_WITH_3DES_EDE_CBC_SHA.
    byte[] ssl3 =
        HexFormat.of().parseHex("160300002d010000290300" + "11".repeat(32) + "000002000a0100");
    for (var listener : LISTENERS.entrySet()) {
      for (byte[] hello : List.of(ssl2, ssl3)) {
        byte[] answer = exchange(listener.getValue(), hello);
        // Nothing, or an alert (content type 21); never a handshake message (22) or an SSL 2 hello.
        assertThat(answer.length == 0 || answer[0] == 21)
            .as("%s answered %s", listener.getKey(), HexFormat.of().formatHex(answer))
            .isTrue();
      }
    }
  }

  @Test
  @Verifies("PROTO-06")
  void whatIsInjectedIntoParametersDoesNothing() throws Exception {
    HttpClient http = client();
    String token = deployment.token("app-1");
    List<String> targets = new ArrayList<>();
    String api = "https://127.0.0.1:" + deployment.apiPort();
    for (String injection : INJECTIONS) {
      String text = URLEncoder.encode(injection, StandardCharsets.UTF_8);
      for (String name :
          List.of("gateway", "device", "point", "from", "to", "limit", "cursor", "bucket")) {
        targets.add(api + "/v1/readings?" + name + "=" + text);
      }
      targets.add(api + "/v1/latest?device=" + text);
      targets.add(api + "/v1/commands/" + text);
      targets.add(api + "/v1/batches?gateway=" + text);
      targets.add(api + "/v1/batches/" + text + "/" + text + "/" + text);
      targets.add(
          "https://127.0.0.1:" + deployment.managementPort() + "/crl/" + text.replace("+", "%20"));
    }
    for (String target : targets) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(target))
                  .timeout(ANSWER)
                  .header("Authorization", "Bearer " + token)
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(target).isLessThan(500);
      assertThat(answer.headers().firstValue("X-Injected")).as(target).isEmpty();
      assertThat(answer.body())
          .as(target)
          .doesNotContain("<script>", "root:", "sqlite_master", "SQLITE", "Exception");
    }
    for (String injection : INJECTIONS) {
      String body =
          new JsonMapper()
              .writeValueAsString(
                  Map.of("device", injection, "point", injection, "value", injection));
      HttpResponse<String> answer =
          deployment.command("app-1", "key-" + injection.hashCode(), body);
      assertThat(answer.statusCode()).as(body).isBetween(400, 499);
    }
    try (var files = Files.walk(folder)) {
      assertThat(files).noneMatch(f -> f.getFileName().toString().equals("injected"));
    }
    assertThat(deployment.api("app-1", "/v1/devices").statusCode()).isEqualTo(200);
  }

  @Test
  @Verifies("PROTO-07")
  @Shows(control = "header-limits", on = "component:head-end-1", tool = "raw requests")
  void oversizedElementsAreCutAndSlowHeadersRunOutOfTime() throws Exception {
    for (int port : List.of(deployment.apiPort(), deployment.managementPort())) {
      assertThat(request(port, "GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
          .as("a line of 20,000 characters")
          .matches("(?s)HTTP/1\\.[01] 4(14|31) .*");
      assertThat(
              request(
                  port, "GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + "b".repeat(40_000) + "\r\n\r\n"))
          .as("a header of 40,000 characters")
          .matches("(?s)HTTP/1\\.[01] 431 .*");
      var many = new StringBuilder("GET / HTTP/1.1\r\nHost: x\r\n");
      for (int i = 0; i < 5_000; i++) {
        many.append("X-").append(i).append(": 1\r\n");
      }
      assertThat(request(port, many + "\r\n"))
          .as("5,000 headers")
          .matches("(?s)HTTP/1\\.[01] 431 .*");
      assertThat(trickle(port)).as("one byte of header each second").isLessThan(ANSWER);
    }
    assertThat(deployment.api("app-1", "/v1/devices").statusCode()).isEqualTo(200);
  }

  /** How long a connection lasts whose header comes byte by byte. */
  private static Duration trickle(int port) throws Exception {
    try (SSLSocket socket = tls(port)) {
      socket.setSoTimeout(1_000);
      long start = System.nanoTime();
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
      try {
        while (System.nanoTime() - start < ANSWER.toNanos()) {
          socket.getOutputStream().write('a');
          socket.getOutputStream().flush();
          if (ended(socket)) {
            break;
          }
        }
      } catch (IOException e) {
        // Cut off, as it must be.
        return Duration.ofNanos(System.nanoTime() - start);
      }
      return Duration.ofNanos(System.nanoTime() - start);
    }
  }

  /** Whether the other end has closed; waits a second for it. */
  private static boolean ended(SSLSocket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /** The first line of the answer; empty when the connection was closed without one. */
  private static String request(int port, String text) throws Exception {
    try (SSLSocket socket = tls(port)) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
      } catch (IOException e) {
        // The server may answer and close before it has read all of it.
        assertThat(e).isNotNull();
      }
      return new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
    }
  }

  private static SSLSocket tls(int port) throws Exception {
    var socket =
        (SSLSocket)
            PeerTrust.of(Pem.readCertificates(deployment.rootCa()))
                .context(null)
                .getSocketFactory()
                .createSocket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) ANSWER.toMillis());
    return socket;
  }

  private static byte[] exchange(int port, byte[] hello) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) ANSWER.toMillis());
      socket.getOutputStream().write(hello);
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      try {
        return socket.getInputStream().readNBytes(5);
      } catch (java.net.SocketException e) {
        return new byte[0]; // closed hard: no answer either
      }
    }
  }

  private static HttpClient client() throws Exception {
    return HttpClient.newBuilder()
        .sslContext(PeerTrust.of(Pem.readCertificates(deployment.rootCa())).context(null))
        .connectTimeout(ANSWER)
        .build();
  }

  private static List<String> suites(String report) {
    List<String> suites = new ArrayList<>();
    var matcher =
        java.util.regex.Pattern.compile("<cipher [^>]*cipher=\"([^\"]+)\"").matcher(report);
    while (matcher.find()) {
      suites.add(matcher.group(1));
    }
    return suites;
  }

  private static String sslscan(int port) throws Exception {
    Process process =
        new ProcessBuilder(
                "sslscan",
                "--no-colour",
                "--no-fallback",
                "--no-renegotiation",
                "--no-heartbleed",
                "--xml=-",
                "127.0.0.1:" + port)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return report;
  }
}
