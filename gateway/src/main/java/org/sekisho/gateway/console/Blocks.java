package org.sekisho.gateway.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.Session;

/** Draws what a section shows, and the forms of what can be done there. */
final class Blocks {
  /** What no browser breaks by itself, such as a hash. */
  private static final Pattern UNBROKEN = Pattern.compile("[!-~]{32}");

  private Blocks() {}

  /**
   * What a person wrote into a form that comes back.
   *
   * @param action whose form it is; empty for none
   * @param input by the names of its inputs
   */
  record Filled(String action, Map<String, String> input) {
    /** All forms are as the sections give them. */
    static final Filled NOTHING = new Filled("", Map.of());
  }

  /** Draws the blocks of a section for its viewer. */
  static void draw(
      Html html,
      String language,
      ConsoleSection section,
      Session session,
      List<Block> blocks,
      Filled filled) {
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
        case Block.Form form -> {
          Map<String, String> input =
              filled.action().equals(form.action()) ? filled.input() : form.filled();
          section.actions().stream()
              .filter(a -> a.id().equals(form.action()) && a.actors().contains(session.role()))
              .forEach(a -> form(html, language, section, session, a, form.key(), input));
        }
        case Block.Lines(List<String> lines) ->
            html.leaf("pre", String.join("\n", lines), "class", "lines");
        case Block.Folded(LocalText title, List<String> lines) -> {
          html.open("details").leaf("summary", title.in(language));
          html.leaf("pre", String.join("\n", lines), "class", "lines");
          html.close();
        }
        case Block.Comparison(List<Block.Line> lines) -> comparison(html, language, lines);
      }
    }
  }

  private static void table(
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
        String cell = row.cells().get(i).in(language);
        boolean unbroken = UNBROKEN.matcher(cell).find();
        html.leaf(
            "td",
            cell,
            "data-name",
            table.head().get(i).in(language),
            unbroken ? "class" : "",
            "long");
      }
      if (acts) {
        html.open("td", "class", "acts");
        for (String id : row.actions()) {
          section.actions().stream()
              .filter(a -> a.id().equals(id) && a.actors().contains(session.role()))
              .forEach(a -> form(html, language, section, session, a, row.key(), Map.of()));
        }
        html.close();
      }
      html.close();
    }
    html.close().close().close();
  }

  /** Lines that changed, each marked by a sign, too: not everybody tells red from green. */
  private static void comparison(Html html, String language, List<Block.Line> lines) {
    html.open("div", "class", "difference", "role", "group");
    for (Block.Line line : lines) {
      switch (line.change()) {
        case SAME -> difference(html, "same", "span", " ", line);
        case ADDED -> difference(html, "added", "ins", "+", line);
        case REMOVED -> difference(html, "removed", "del", "−", line);
        case LEFT_OUT -> html.leaf("div", Words.LEFT_OUT.in(language), "class", "left-out");
      }
    }
    html.close();
  }

  private static void difference(
      Html html, String name, String element, String sign, Block.Line line) {
    html.open("div", "class", name);
    html.leaf("span", line.before() == 0 ? "" : "" + line.before(), "class", "number");
    html.leaf("span", line.after() == 0 ? "" : "" + line.after(), "class", "number");
    html.leaf("span", sign, "class", "sign");
    html.leaf(element, line.text());
    html.close();
  }

  private static void form(
      Html html,
      String language,
      ConsoleSection section,
      Session session,
      Action action,
      String key,
      Map<String, String> filled) {
    boolean document = action.inputs().stream().anyMatch(Action.Input::isDocument);
    html.open(
        "form",
        "method",
        "post",
        "action",
        "/" + section.id() + "/" + action.id(),
        document ? "class" : "",
        "document");
    Pages.hidden(html, "csrf", session.csrf().reveal());
    if (!key.isEmpty()) {
      Pages.hidden(html, "key", key);
    }
    for (Action.Input input : action.inputs()) {
      String present = filled.getOrDefault(input.name(), "");
      if (input.isDocument()) {
        document(html, language, input, present);
      } else if (input.lines()) {
        html.open("label");
        html.leaf("span", input.label().in(language));
        textarea(html, input, present, "6", "maxlength");
        html.close();
      } else if (input.choices().isEmpty()) {
        Pages.field(html, language, input.label(), input.name(), "text", "off", present);
      } else {
        html.open("label");
        html.leaf("span", input.label().in(language));
        html.open("select", "name", input.name());
        for (Action.Choice choice : input.choices()) {
          html.leaf(
              "option",
              choice.text().in(language),
              "value",
              choice.value(),
              choice.value().equals(present) && !present.isEmpty() ? "selected" : "",
              "");
        }
        html.close().close();
      }
    }
    html.leaf(
        "button",
        action.name().in(language) + (action.asks() == Action.Asks.NOTHING ? "" : "…"),
        "class",
        section.dangers(action, Map.of("key", key)).isEmpty() ? "" : "danger");
    html.close();
  }

  /** A file to be chosen or written; the script reads the chosen one into the text. */
  private static void document(Html html, String language, Action.Input input, String present) {
    html.open("label", "class", "upload");
    html.leaf("span", Words.CHOOSE_FILE.in(language));
    html.open("input", "type", "file", "data-into", input.name());
    html.close();
    html.open("label");
    html.leaf("span", input.label().in(language));
    // No maxlength: a browser would cut a pasted file without a word.
    textarea(html, input, present, "24", "data-most");
    html.close();
    html.leaf("p", Words.TOO_LARGE.in(language), "class", "bad too-large", "hidden", "");
  }

  private static void textarea(
      Html html, Action.Input input, String present, String rows, String limit) {
    // A line end right behind the tag is not part of the text.
    html.leaf(
        "textarea",
        present.startsWith("\n") ? "\n" + present : present,
        "name",
        input.name(),
        "rows",
        rows,
        limit,
        Integer.toString(input.chars()),
        "spellcheck",
        "false",
        "autocapitalize",
        "none",
        "autocomplete",
        "off",
        "wrap",
        "off");
  }

  /** What is asked before an action that needs proof or weakens security. */
  static void confirmation(
      Html html,
      String language,
      ConsoleSection section,
      Session session,
      Action action,
      List<Danger> dangers,
      Map<String, String> form,
      boolean needsProof,
      boolean needsCode) {
    html.open("section", "class", "confirm");
    String key = form.getOrDefault("key", "");
    html.leaf("h2", action.name().in(language) + (key.isEmpty() ? "" : ": " + key));
    if (!dangers.isEmpty()) {
      html.open("div", "class", "risk");
      html.leaf("strong", Words.RISK.in(language));
      for (Map.Entry<Risk, List<LocalText>> one : byRisk(dangers).entrySet()) {
        if (!one.getValue().isEmpty()) {
          html.open("ul");
          one.getValue().forEach(what -> html.leaf("li", what.in(language)));
          html.close();
        }
        html.leaf("p", one.getKey().text().ja(), "lang", "ja");
        html.leaf("p", one.getKey().text().en(), "lang", "en");
      }
      html.close();
    }
    html.open("form", "method", "post", "action", "/" + section.id() + "/" + action.id());
    Pages.hidden(html, "csrf", session.csrf().reveal());
    if (!key.isEmpty()) {
      Pages.hidden(html, "key", key);
    }
    for (Action.Input input : action.inputs()) {
      Pages.hidden(html, input.name(), form.getOrDefault(input.name(), ""));
    }
    if (!dangers.isEmpty()) {
      Pages.hidden(html, "risk", Danger.texts(dangers));
      html.open("label", "class", "check");
      html.open("input", "type", "checkbox", "name", "accepted", "value", "yes");
      html.leaf("span", Words.ACCEPT.in(language));
      html.close();
    }
    if (needsProof) {
      html.leaf("p", Words.PROVE.in(language));
      Pages.account(html, session.account());
      Pages.field(html, language, Words.PASSWORD, "password", "password", "current-password");
      if (needsCode) {
        Pages.field(html, language, Words.CODE, "code", "text", "one-time-code");
      }
    }
    html.open("div", "class", "buttons");
    html.leaf("button", Words.DO_IT.in(language), "class", dangers.isEmpty() ? "" : "danger");
    html.leaf("a", Words.BACK.in(language), "href", "/" + section.id());
    html.close().close().close();
  }

  /** Each risk once, with everything that it is there for. */
  private static Map<Risk, List<LocalText>> byRisk(List<Danger> dangers) {
    Map<Risk, List<LocalText>> found = new LinkedHashMap<>();
    for (Danger danger : dangers) {
      List<LocalText> whats = found.computeIfAbsent(danger.risk(), _ -> new ArrayList<>());
      if (!danger.what().en().isEmpty()) {
        whats.add(danger.what());
      }
    }
    return found;
  }

  private static String tone(Block.Tone tone) {
    return tone.name().toLowerCase(Locale.ROOT);
  }
}
