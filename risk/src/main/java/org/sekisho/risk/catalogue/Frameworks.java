package org.sekisho.risk.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.document.Problem;

/**
 * The frameworks that an analysis can refer to: those that are shipped and those that a project
 * adds. Immutable.
 *
 * <p>A framework is one YAML document. Only {@code id} and {@code topic} of an item are required;
 * what an item names under group, level, conditions and places is explained once at the top.
 *
 * <pre>{@code
 * format: sekisho-framework/1
 * id: plant-rules
 * name: {ja: 工場の規則, en: rules of the plant}
 * version: "3"
 * publisher: the plant
 * licence: our own
 * source: rule book of 2026
 * checked: original            # original, secondary or unchecked; an item may say otherwise
 * note: {ja: 注意, en: what to know}                     # optional, as is all below but items
 * groups: {keys: {ja: 鍵, en: keys}}
 * levels: {must: {ja: 必須, en: mandatory}}
 * conditions: {radio: {ja: 無線がある, en: has radio}}
 * places: {ch-2: {ja: 2 章, en: chapter 2}}
 * items:
 *   - id: R-1
 *     topic: {ja: 鍵を共有しない, en: keys are not shared}
 *     group: keys
 *     level: must
 *     conditions: [radio]
 *     places: [ch-2]
 *     categories: [spo]
 *     related: ["etsi-en-303-645:5.4-4", "cwe:321"]
 *     slots: 2                 # sub-items that the document counts
 *     details: [{ja: 詳細, en: more about it}]
 *   - {id, topic: {ja: 鍵を機器ごとに作る, en: keys are made per device}, parent: R-1}
 * }</pre>
 */
public final class Frameworks {
  private static final String FOLDER = "frameworks/";
  private static final String INDEX = FOLDER + "index.txt";

  private static final Frameworks SHIPPED = readShipped();

  private final Map<String, Framework> byId;

  private Frameworks(Map<String, Framework> byId) {
    this.byId = Collections.unmodifiableMap(new LinkedHashMap<>(byId));
  }

  /** The frameworks of this release. */
  public static Frameworks shipped() {
    return SHIPPED;
  }

  /**
   * These and those of the files; a file may bring a later edition of a framework that is there
   * already, and then stands in its place.
   *
   * @throws DocumentException naming file, line and what is wrong, when a file cannot be used, or
   *     when two of the files have the same id
   */
  public Frameworks with(List<Path> files) {
    Map<String, Framework> all = new LinkedHashMap<>(byId);
    Map<String, Path> added = new LinkedHashMap<>();
    for (Path file : files) {
      Framework framework = read(Document.read(file));
      Path before = added.putIfAbsent(framework.id(), file);
      if (before != null) {
        throw new DocumentException(
            List.of(
                new Problem(
                    file.toString(),
                    0,
                    0,
                    "id '" + framework.id() + "' stands in " + before + ", too")));
      }
      all.put(framework.id(), framework);
    }
    return new Frameworks(all);
  }

  /**
   * Reads one framework document.
   *
   * @throws DocumentException naming every problem with its line
   */
  public static Framework read(Fields document) {
    return FrameworkFile.read(document);
  }

  /** All frameworks in the order in which a menu shows them. */
  public Collection<Framework> all() {
    return byId.values();
  }

  /** The framework with the id. */
  public Optional<Framework> framework(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The item that a reference {@code framework:item} names. Where items begin with the name of the
   * framework, the rest is enough: {@code cwe:319} is CWE-319.
   */
  public Optional<FrameworkItem> item(String reference) {
    int colon = reference.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    String name = reference.substring(0, colon);
    String id = reference.substring(colon + 1);
    return framework(name)
        .flatMap(
            framework ->
                framework
                    .item(id)
                    .or(() -> framework.item(name.toUpperCase(Locale.ROOT) + "-" + id)));
  }

  private static Frameworks readShipped() {
    Map<String, Framework> found = new LinkedHashMap<>();
    for (String id : text(INDEX).lines().filter(line -> !line.isBlank()).toList()) {
      String file = FOLDER + id + ".yaml";
      Framework framework = read(Document.read(file, text(file)));
      if (!framework.id().equals(id) || found.putIfAbsent(id, framework) != null) {
        throw new IllegalStateException(file + " must have its own name as id, once in the index");
      }
    }
    return new Frameworks(found);
  }

  private static String text(String file) {
    try (InputStream in = Frameworks.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing beside this class");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
