package org.sekisho.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.Screen;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.access.Totp;

/** A person with a browser at one screen of a running gateway. */
final class ConsoleVisitor implements AutoCloseable {
  private static final String PASSWORD = "brown teapot climbs mountain";
  private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
  private static final Pattern SECRET = Pattern.compile("secret=([A-Z2-7]+)");

  private final String base;
  private final String cookieName;
  private final HttpClient http;
  private String cookie = "";
  private String csrf = "";
  private byte[] factor = {};
  String language = "en";

  private ConsoleVisitor(Path data, Screen screen, int port) throws IOException {
    this.base = "https://localhost:" + port;
    this.cookieName = "__Host-sekisho-" + screen.word();
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(
                PeerTrust.of(Pem.readCertificates(data.resolve("console/certificate.pem")))
                    .context(null))
            .build();
  }

  /** Logs in with the first password, then chooses a password and, as a maintainer, digits. */
  static ConsoleVisitor first(Path data, Screen screen, int port)
      throws IOException, InterruptedException {
    String account = screen == Screen.USERS ? "user" : "maintainer";
    return first(data, screen, port, account, firstPassword(data, account));
  }

  private static String firstPassword(Path data, String account) throws IOException {
    return Files.readAllLines(data.resolve("console/first-passwords")).stream()
        .filter(l -> l.startsWith(account + " "))
        .map(l -> l.substring(account.length() + 1))
        .findFirst()
        .orElseThrow();
  }

  /** The same with a first password that a maintainer was told. */
  static ConsoleVisitor first(Path data, Screen screen, int port, String account, String code)
      throws IOException, InterruptedException {
    var visitor = new ConsoleVisitor(data, screen, port);
    visitor.post("/login", "name", account, "password", code, "code", "");
    visitor.get("/password");
    visitor.post("/password", "new", PASSWORD, "again", PASSWORD);
    if (screen == Screen.MAINTAINERS) {
      Matcher secret = SECRET.matcher(visitor.get("/second-factor").body());
      if (!secret.find()) {
        throw new IllegalStateException("no second factor is offered");
      }
      byte[] bytes = base32(secret.group(1));
      visitor.factor = bytes;
      visitor.post("/second-factor", "code", Totp.code(bytes, Totp.step(Instant.now())));
    }
    visitor.get("/state");
    return visitor;
  }

  /** A browser without a session. */
  static ConsoleVisitor stranger(Path data, Screen screen, int port) throws IOException {
    return new ConsoleVisitor(data, screen, port);
  }

  /** The same maintainer at a gateway that started again; codes are good once. */
  ConsoleVisitor again(Path data, int port) throws IOException, InterruptedException {
    var visitor = new ConsoleVisitor(data, Screen.MAINTAINERS, port);
    visitor.factor = factor;
    visitor.language = language;
    long next = Totp.step(Instant.now()) + 1;
    visitor.post(
        "/login", "name", "maintainer", "password", PASSWORD, "code", Totp.code(factor, next));
    visitor.get("/state");
    return visitor;
  }

  /** A general user comes back with the password chosen before. */
  static ConsoleVisitor user(Path data, int port) throws IOException, InterruptedException {
    var visitor = new ConsoleVisitor(data, Screen.USERS, port);
    visitor.post("/login", "name", "user", "password", PASSWORD);
    visitor.get("/state");
    return visitor;
  }

  private static byte[] base32(String text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int buffer = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      buffer = (buffer << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(text.charAt(i))) & 0xFFFF;
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (buffer >> bits);
      }
    }
    return bytes;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, null);
  }

  /** The page itself. */
  String page(String path) {
    try {
      return get(path).body();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  HttpResponse<String> post(String path, String... fields)
      throws IOException, InterruptedException {
    StringJoiner form = new StringJoiner("&");
    for (int i = 0; i < fields.length; i += 2) {
      form.add(fields[i] + "=" + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
    }
    if (!csrf.isEmpty()) {
      form.add("csrf=" + URLEncoder.encode(csrf, StandardCharsets.UTF_8));
    }
    return send("POST", path, form.toString());
  }

  /** A form that another site sent with this browser. */
  HttpResponse<String> fromElsewhere(String path) throws IOException, InterruptedException {
    return send(
        "POST",
        path,
        "csrf=" + URLEncoder.encode(csrf, StandardCharsets.UTF_8),
        "Origin",
        "https://elsewhere.example");
  }

  /** A form without the page's token. */
  HttpResponse<String> withoutToken(String path) throws IOException, InterruptedException {
    return send("POST", path, "key=x");
  }

  /** Presses a button that weakens security, with its risk accepted. */
  HttpResponse<String> dare(String path, String risk, String... fields)
      throws IOException, InterruptedException {
    var all = new java.util.ArrayList<>(List.of(fields));
    all.addAll(List.of("risk", risk, "accepted", "yes"));
    return post(path, all.toArray(String[]::new));
  }

  private HttpResponse<String> send(
      String method, String path, @Nullable String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept-Language", language)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!cookie.isEmpty()) {
      request.header("Cookie", cookie);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
    answer
        .headers()
        .firstValue("set-cookie")
        .filter(c -> c.startsWith(cookieName))
        .ifPresent(c -> cookie = c.substring(0, c.indexOf(';')));
    Matcher found = CSRF.matcher(answer.body());
    if (found.find()) {
      csrf = found.group(1);
    }
    return answer;
  }

  /** The message above the page, without tags; empty when there is none. */
  static String message(HttpResponse<String> answer) {
    Matcher found =
        Pattern.compile("<div class=\"message [a-z]+\" role=\"status\"><p>([^<]*)")
            .matcher(answer.body());
    return found.find() ? found.group(1) : "";
  }

  @Override
  public void close() {
    http.close();
  }
}
