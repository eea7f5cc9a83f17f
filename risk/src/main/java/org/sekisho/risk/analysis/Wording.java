package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Organisation;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.SystemModel;
import org.sekisho.risk.catalogue.Protocols;
import org.sekisho.risk.fact.Entity;
import org.sekisho.risk.fact.EntityKind;
import org.sekisho.risk.fact.FactNames;
import org.sekisho.risk.fact.FactPath;
import org.sekisho.risk.fact.Vocabulary;

/** An explanation with places for facts, made ready for one kind of entity. */
final class Wording {
  private static final Set<String> OWNERS = Set.of("owner", "from-owner", "to-owner");
  private static final String PROTOCOL = "protocol";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)\\}");

  private final List<Part> ja;
  private final List<Part> en;
  private final SystemModel model;

  private Wording(List<Part> ja, List<Part> en, SystemModel model) {
    this.ja = ja;
    this.en = en;
    this.model = model;
  }

  private sealed interface Part {
    record Literal(String text) implements Part {}

    record Name(List<Vocabulary.Hop> hops) implements Part {}

    record Value(FactPath path) implements Part {}
  }

  static Wording of(LocalText text, EntityKind kind, SystemModel model) {
    return new Wording(parts(text.ja(), kind), parts(text.en(), kind), model);
  }

  private static List<Part> parts(String text, EntityKind kind) {
    List<Part> parts = new ArrayList<>();
    Matcher m = PLACEHOLDER.matcher(text);
    int from = 0;
    while (m.find()) {
      parts.add(new Part.Literal(text.substring(from, m.start())));
      parts.add(part(m.group(1), m.group(), kind));
      from = m.end();
    }
    parts.add(new Part.Literal(text.substring(from)));
    return List.copyOf(parts);
  }

  private static Part part(String name, String whole, EntityKind kind) {
    if (name.equals("name")) {
      return new Part.Name(List.of());
    }
    return FactNames.neighbour(kind, name)
        .<Part>map(Part.Name::new)
        .or(() -> FactNames.path(kind, name).map(Part.Value::new))
        .orElse(new Part.Literal(whole));
  }

  /** The text for an entity. */
  LocalText at(Entity entity) {
    return new LocalText(text(ja, entity, "ja"), text(en, entity, "en"));
  }

  /** Owners and protocols by their names, which the model and the catalogue have. */
  private LocalText said(FactPath path, Entity entity) {
    String written = path.written(entity);
    if (OWNERS.contains(path.fact().name())) {
      Organisation owner = model.organisations().get(written);
      return owner == null ? new LocalText(written, written) : owner.name();
    }
    if (path.fact().name().equals(PROTOCOL) && !written.isEmpty()) {
      return Protocols.shipped()
          .of(Protocol.valueOf(written.toUpperCase(Locale.ROOT).replace('-', '_')))
          .name();
    }
    return path.said(entity);
  }

  private String text(List<Part> parts, Entity entity, String language) {
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Literal literal) {
      return literal.text();
    }
    var text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Part.Literal literal -> text.append(literal.text());
        case Part.Name name -> text.append(name(name.hops(), entity, language));
        case Part.Value value -> {
          String said = said(value.path(), entity).in(language);
          text.append(said.isEmpty() ? unknown(language) : said);
        }
      }
    }
    return text.toString();
  }

  private static String name(List<Vocabulary.Hop> hops, Entity entity, String language) {
    @Nullable Entity at = entity;
    for (Vocabulary.Hop hop : hops) {
      at = at == null ? null : hop.step().apply(at);
    }
    return at == null ? unknown(language) : at.name().in(language);
  }

  private static String unknown(String language) {
    return language.equals("ja") ? "不明" : "unknown";
  }
}
