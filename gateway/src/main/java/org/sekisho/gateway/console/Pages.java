package org.sekisho.gateway.console;

import io.nayuki.qrcodegen.QrCode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Secret;
import org.sekisho.program.access.Session;

/** Draws the pages of one screen. Thread-safe. */
final class Pages {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

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

  /** A message above the page. */
  record Message(boolean good, LocalText text, List<Secret> secrets) {}

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
        "autocapitalize",
        "none",
        "spellcheck",
        "false");
    html.close();
  }

  /** Draws the blocks of a section for its viewer. */
  void blocks(
      Html html, String language, ConsoleSection section, Session session, List<Block> blocks) {
    for (Block block : blocks) {
      switch (block) {
        case Block.Note(LocalText text, Block.Tone tone) ->
            html.leaf("p", text.in(language), "class", tone(tone));
        case Block.Heading(LocalText text) -> html.leaf("h2", text.in(language));
        case Block.Facts(List<Block.Fact> facts) -> {
          html.open("dl");
          for (Block.Fact fact : facts) {
            html.open("div", "class", tone(fact.tone()));
            html.leaf("dt", fact.name().in(language));
            html.leaf("dd", fact.value().in(language));
            html.close();
          }
          html.close();
        }
        case Block.Table table -> table(html, language, section, session, table);
        case Block.Form(String id) ->
            section.actions().stream()
                .filter(a -> a.id().equals(id) && a.actors().contains(session.role()))
                .forEach(a -> form(html, language, section, session, a, ""));
        case Block.Lines(List<String> lines) ->
            html.leaf("pre", String.join("\n", lines), "class", "lines");
      }
    }
  }

  private void table(
      Html html, String language, ConsoleSection section, Session session, Block.Table table) {
    if (table.rows().isEmpty()) {
      html.leaf("p", table.empty().in(language), "class", "empty");
      return;
    }
    boolean acts =
        table.rows().stream()
            .flatMap(row -> row.actions().stream())
            .anyMatch(
                id ->
                    section.actions().stream()
                        .anyMatch(a -> a.id().equals(id) && a.actors().contains(session.role())));
    html.open("div", "class", "wide");
    html.open("table").open("thead").open("tr");
    for (LocalText name : table.head()) {
      html.leaf("th", name.in(language), "scope", "col");
    }
    if (acts) {
      html.leaf("th", Words.OPERATION.in(language), "scope", "col");
    }
    html.close().close().open("tbody");
    for (Block.Row row : table.rows()) {
      html.open("tr", "class", tone(row.tone()));
      for (int i = 0; i < row.cells().size(); i++) {
        html.leaf(
            "td", row.cells().get(i).in(language), "data-name", table.head().get(i).in(language));
      }
      if (acts) {
        html.open("td", "class", "acts");
        for (String id : row.actions()) {
          section.actions().stream()
              .filter(a -> a.id().equals(id) && a.actors().contains(session.role()))
              .forEach(a -> form(html, language, section, session, a, row.key()));
        }
        html.close();
      }
      html.close();
    }
    html.close().close().close();
  }

  private static void form(
      Html html,
      String language,
      ConsoleSection section,
      Session session,
      Action action,
      String key) {
    html.open("form", "method", "post", "action", "/" + section.id() + "/" + action.id());
    hidden(html, "csrf", session.csrf().reveal());
    if (!key.isEmpty()) {
      hidden(html, "key", key);
    }
    for (Action.Input input : action.inputs()) {
      if (input.lines()) {
        html.open("label");
        html.leaf("span", input.label().in(language));
        html.leaf(
            "textarea",
            "",
            "name",
            input.name(),
            "rows",
            "6",
            "maxlength",
            "4000",
            "spellcheck",
            "false");
        html.close();
      } else if (input.choices().isEmpty()) {
        field(html, language, input.label(), input.name(), "text", "off");
      } else {
        html.open("label");
        html.leaf("span", input.label().in(language));
        html.open("select", "name", input.name());
        for (Action.Choice choice : input.choices()) {
          html.leaf("option", choice.text().in(language), "value", choice.value());
        }
        html.close().close();
      }
    }
    html.leaf(
        "button",
        action.name().in(language) + (action.asks() == Action.Asks.NOTHING ? "" : "…"),
        "class",
        action.asks() == Action.Asks.DANGEROUS ? "danger" : "");
    html.close();
  }

  /** What is asked before an action that needs proof or weakens security. */
  void confirmation(
      Html html,
      String language,
      ConsoleSection section,
      Session session,
      Action action,
      Map<String, String> form,
      boolean needsProof,
      boolean needsCode) {
    html.open("section", "class", "confirm");
    String key = form.getOrDefault("key", "");
    html.leaf("h2", action.name().in(language) + (key.isEmpty() ? "" : ": " + key));
    action
        .risk()
        .ifPresent(
            risk -> {
              html.open("div", "class", "risk");
              html.leaf("strong", Words.RISK.in(language));
              html.leaf("p", risk.text().ja(), "lang", "ja");
              html.leaf("p", risk.text().en(), "lang", "en");
              html.close();
            });
    html.open("form", "method", "post", "action", "/" + section.id() + "/" + action.id());
    hidden(html, "csrf", session.csrf().reveal());
    if (!key.isEmpty()) {
      hidden(html, "key", key);
    }
    for (Action.Input input : action.inputs()) {
      hidden(html, input.name(), form.getOrDefault(input.name(), ""));
    }
    action
        .risk()
        .ifPresent(
            risk -> {
              hidden(html, "risk", risk.id() + "/" + risk.version());
              html.open("label", "class", "check");
              html.open("input", "type", "checkbox", "name", "accepted", "value", "yes");
              html.leaf("span", Words.ACCEPT.in(language));
              html.close();
            });
    if (needsProof) {
      html.leaf("p", Words.PROVE.in(language));
      account(html, session.account());
      field(html, language, Words.PASSWORD, "password", "password", "current-password");
      if (needsCode) {
        field(html, language, Words.CODE, "code", "text", "one-time-code");
      }
    }
    html.open("div", "class", "buttons");
    html.leaf(
        "button",
        Words.DO_IT.in(language),
        "class",
        action.asks() == Action.Asks.DANGEROUS ? "danger" : "");
    html.leaf("a", Words.BACK.in(language), "href", "/" + section.id());
    html.close().close().close();
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

  private static String tone(Block.Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }
}
