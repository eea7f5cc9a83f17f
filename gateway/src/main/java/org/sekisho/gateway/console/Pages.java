package org.sekisho.gateway.console;

import io.nayuki.qrcodegen.QrCode;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sekisho.gateway.console.ConsoleRoute.Visit;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;
import org.sekisho.program.access.Session;
import org.sekisho.program.https.Answer;

/** Draws the pages of one screen. Thread-safe. */
final class Pages {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  private static final String HTML = "text/html; charset=utf-8";

  private final String gateway;
  private final Screen screen;
  private final List<ConsoleSection> sections;

  /**
   * Pages of a gateway.
   *
   * @param sections those of this screen, in the order of the menu
   */
  Pages(String gateway, Screen screen, List<ConsoleSection> sections) {
    this.gateway = gateway;
    this.screen = screen;
    this.sections = List.copyOf(sections);
  }

  /** A time as people read it, in the machine's zone. */
  static LocalText time(Instant at) {
    return Block.same(TIME.format(at.atZone(ZoneId.systemDefault())));
  }

  /**
   * A message above the page.
   *
   * @param secrets shown this once
   * @param lines shown as they are
   */
  record Message(boolean good, LocalText text, List<Secret> secrets, List<String> lines) {
    /** What went wrong. */
    static Message bad(LocalText text) {
      return new Message(false, text, List.of(), List.of());
    }
  }

  /** To another page of this screen. */
  static Answer redirect(String path) {
    return Answer.empty(303).with("Location", URI.create(path).getRawPath());
  }

  /** A page that is no section. */
  Answer answer(
      Visit visit, int status, LocalText title, @Nullable Message message, Consumer<Html> main) {
    return answer(visit, status, title, visit.request().path(), false, message, main);
  }

  /** A page in its frame; the parameters as in {@link #frame}. */
  Answer answer(
      Visit visit,
      int status,
      LocalText title,
      String path,
      boolean live,
      @Nullable Message message,
      Consumer<Html> main) {
    return Answer.text(
        status, HTML, frame(visit.language(), title, visit.session(), path, live, message, main));
  }

  /** The frame around every page. */
  String frame(
      String language,
      LocalText title,
      @Nullable Session session,
      String path,
      boolean live,
      @Nullable Message message,
      Consumer<Html> main) {
    Html html = new Html();
    html.open("html", "lang", language);
    html.open("head");
    html.open("meta", "charset", "utf-8");
    html.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.leaf("title", title.in(language) + " – " + gateway + " – Sekisho");
    html.open("link", "rel", "icon", "href", "/icon.svg");
    html.open("link", "rel", "stylesheet", "href", "/console.css");
    html.with("script", _ -> {}, "src", "/console.js", "defer", "");
    html.close();
    html.open("body", "class", screen.word());
    html.open("header");
    html.leaf("span", "関 Sekisho", "class", "brand");
    html.leaf("span", gateway, "class", "gateway");
    html.leaf("span", screen.text().in(language), "class", "screen");
    html.leaf(
        "a",
        language.equals("ja") ? "English" : "日本語",
        "href",
        path + "?lang=" + (language.equals("ja") ? "en" : "ja"),
        "class",
        "language",
        "lang",
        language.equals("ja") ? "en" : "ja");
    if (session != null) {
      html.open("form", "method", "post", "action", "/logout", "class", "who");
      hidden(html, "csrf", session.csrf().reveal());
      html.leaf("span", session.account() + " (" + session.role().text().in(language) + ")");
      html.leaf("button", Words.LOGOUT.in(language), "class", "quiet");
      html.close();
    }
    html.close();
    if (session != null && !session.unfinished()) {
      html.open("nav");
      for (ConsoleSection section : sections) {
        if (section.readers().getOrDefault(screen, Set.of()).contains(session.role())) {
          boolean here = path.equals("/" + section.id());
          html.leaf(
              "a",
              section.title().in(language),
              "href",
              "/" + section.id(),
              here ? "aria-current" : "",
              "page");
        }
      }
      html.leaf(
          "a",
          Words.PASSWORD_AND_FACTOR.in(language),
          "href",
          "/password",
          path.equals("/password") ? "aria-current" : "",
          "page");
      html.close();
    }
    html.open("main", live ? "data-live" : "", "5");
    html.leaf("h1", title.in(language));
    if (message != null) {
      html.open("div", "class", message.good() ? "message good" : "message bad", "role", "status");
      html.leaf("p", message.text().in(language));
      if (!message.secrets().isEmpty()) {
        html.leaf("p", Words.SHOWN_ONCE.in(language));
        html.open("pre");
        html.text(String.join("\n", message.secrets().stream().map(Secret::reveal).toList()));
        html.close();
      }
      if (!message.lines().isEmpty()) {
        html.leaf("pre", String.join("\n", message.lines()), "class", "lines");
      }
      html.close();
    }
    main.accept(html);
    html.close();
    html.leaf("footer", Words.RECORDED.in(language));
    html.close();
    html.close();
    return html.toString();
  }

  static void hidden(Html html, String name, String value) {
    html.open("input", "type", "hidden", "name", name, "value", value);
  }

  /** Tells a password manager whose password is asked for; not sent. */
  static void account(Html html, String name) {
    html.open("input", "type", "text", "value", name, "autocomplete", "username", "hidden", "");
  }

  static void field(
      Html html, String language, LocalText label, String name, String type, String autocomplete) {
    field(html, language, label, name, type, autocomplete, "");
  }

  static void field(
      Html html,
      String language,
      LocalText label,
      String name,
      String type,
      String autocomplete,
      String present) {
    html.open("label");
    html.leaf("span", label.in(language));
    html.open(
        "input",
        "name",
        name,
        "type",
        type,
        "autocomplete",
        autocomplete,
        "maxlength",
        "256",
        present.isEmpty() ? "" : "value",
        present,
        "autocapitalize",
        "none",
        "spellcheck",
        "false");
    html.close();
  }

  /** The text as a QR code. */
  static void qr(Html html, Secret text) {
    QrCode code = QrCode.encodeText(text.reveal(), QrCode.Ecc.MEDIUM);
    int border = 3;
    int size = code.size + 2 * border;
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append('M').append(x + border).append(' ').append(y + border).append("h1v1h-1z");
        }
      }
    }
    html.open("svg", "class", "qr", "viewBox", "0 0 " + size + " " + size, "role", "img");
    html.with("rect", _ -> {}, "width", "" + size, "height", "" + size, "fill", "#fff");
    html.with("path", _ -> {}, "d", path.toString(), "fill", "#000");
    html.close();
  }
}
