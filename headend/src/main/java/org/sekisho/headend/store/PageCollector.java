package org.sekisho.headend.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sekisho.headend.store.ReadingStore.Page;
import org.sekisho.headend.store.ReadingStore.ReadingKey;
import org.sekisho.headend.store.ReadingStore.StoredReading;

/**
 * Collects one page from readings that come in the order of time: those of one instant are put into
 * the order of their keys, so that the next page can begin in the midst of an instant.
 */
final class PageCollector {
  private final int limit;
  private final Optional<ReadingKey> after;
  private final List<StoredReading> page = new ArrayList<>();
  private final List<StoredReading> instant = new ArrayList<>();
  private boolean more;

  PageCollector(int limit, Optional<ReadingKey> after) {
    this.limit = limit;
    this.after = after;
  }

  /** Takes the next reading; false when the page is complete. */
  boolean add(StoredReading reading) {
    if (after.isPresent() && reading.key().compareTo(after.get()) <= 0) {
      return true;
    }
    if (!instant.isEmpty() && instant.getFirst().reading().timeUs() != reading.reading().timeUs()) {
      closeInstant();
      if (page.size() >= limit) {
        more = true;
        return false;
      }
    }
    instant.add(reading);
    return true;
  }

  Page page() {
    closeInstant();
    return new Page(List.copyOf(page), more ? Optional.of(page.getLast().key()) : Optional.empty());
  }

  private void closeInstant() {
    instant.sort(Comparator.comparing(StoredReading::key));
    for (StoredReading reading : instant) {
      if (page.size() >= limit) {
        more = true;
        break;
      }
      page.add(reading);
    }
    instant.clear();
  }
}
