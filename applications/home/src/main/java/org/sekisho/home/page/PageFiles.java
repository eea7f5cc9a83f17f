package org.sekisho.home.page;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;

/**
 * The built files of the page, read from the jar once and held in memory, plain and compressed.
 * Which files there are says {@code files.txt}, written by the build, so nothing else of the jar
 * can be asked for.
 */
final class PageFiles {
  private static final String FOLDER = "/org/sekisho/home/page/web/";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "svg", "image/svg+xml",
          "webmanifest", "application/manifest+json",
          "png", "image/png");

  private PageFiles() {}

  /** A route for each file. */
  static List<PageRoute> routes() {
    List<PageRoute> routes = new ArrayList<>();
    String list = new String(read("files.txt"), StandardCharsets.UTF_8);
    for (String name : list.lines().filter(line -> !line.isBlank()).toList()) {
      byte[] plain = read(name);
      byte[] packed = gzip(plain);
      String type =
          TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
      // Names of assets hold a hash of their content, so a browser may keep them for ever.
      String keep = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
      PageRoute.Handler handler = (request, _) -> answer(request, type, keep, plain, packed);
      routes.add(new PageRoute("GET", "/" + name, PageRoute.Access.OPEN, handler));
      if (name.equals("index.html")) {
        routes.add(new PageRoute("GET", "/", PageRoute.Access.OPEN, handler));
      }
    }
    return routes;
  }

  private static Answer answer(
      Request request, String type, String keep, byte[] plain, byte[] packed) {
    boolean compressed =
        packed.length < plain.length
            && request.header("accept-encoding").filter(v -> v.contains("gzip")).isPresent();
    Answer answer =
        new Answer(
            200,
            Map.of("Content-Type", type, "Cache-Control", keep, "Vary", "Accept-Encoding"),
            compressed ? packed : plain);
    return compressed ? answer.with("Content-Encoding", "gzip") : answer;
  }

  private static byte[] read(String name) {
    try (InputStream in = PageFiles.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the page was not built: no " + name + " in the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
