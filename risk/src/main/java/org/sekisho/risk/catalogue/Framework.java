package org.sekisho.risk.catalogue;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * The items of one guideline, standard or threat collection. All maps are in the order of the file.
 *
 * @param id names the framework in references
 * @param name official name
 * @param version which edition the items are of
 * @param publisher who issues the document
 * @param licence under which terms the identifiers and titles are carried
 * @param source where identifiers and topics come from
 * @param checked how far they were compared with the document, where an item does not say otherwise
 * @param note what a reader must know before relying on it
 * @param groups headings that the items stand under
 * @param levels how binding, how mature or of which kind an item is
 * @param conditions when an item applies
 * @param places parts of a document or of a system that items stand in or bear on
 * @param items by id
 */
public record Framework(
    String id,
    LocalText name,
    String version,
    String publisher,
    String licence,
    String source,
    Checked checked,
    Optional<LocalText> note,
    Map<String, LocalText> groups,
    Map<String, LocalText> levels,
    Map<String, LocalText> conditions,
    Map<String, LocalText> places,
    Map<String, FrameworkItem> items) {

  /** Takes copies of the maps. */
  public Framework {
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    levels = Collections.unmodifiableMap(new LinkedHashMap<>(levels));
    conditions = Collections.unmodifiableMap(new LinkedHashMap<>(conditions));
    places = Collections.unmodifiableMap(new LinkedHashMap<>(places));
    items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
  }

  /** The item with the id. */
  public Optional<FrameworkItem> item(String itemId) {
    return Optional.ofNullable(items.get(itemId));
  }
}
