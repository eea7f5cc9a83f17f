package org.sekisho.guard.detect;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What is remembered of sources, bounded in two parts: whoever behaves suspiciously moves to a part
 * of its own, so that a flood of made-up sources pushes out other made-up ones and not him. In each
 * part the one not seen for longest goes first; {@link #forgotten} counts them.
 */
final class SourceTable<K, V> {
  private final LinkedHashMap<K, V> newcomers = new LinkedHashMap<>(16, 0.75f, true);
  private final LinkedHashMap<K, V> suspects = new LinkedHashMap<>(16, 0.75f, true);
  private final int maxNewcomers;
  private final int maxSuspects;
  private long forgotten;

  SourceTable(int maxNewcomers, int maxSuspects) {
    this.maxNewcomers = maxNewcomers;
    this.maxSuspects = maxSuspects;
  }

  /** What is remembered of this one; made when there is nothing. */
  V of(K key, Function<? super K, ? extends V> made) {
    V known = suspects.get(key);
    if (known == null) {
      known = newcomers.get(key);
    }
    if (known == null) {
      known = made.apply(key);
      makeRoom(newcomers, maxNewcomers);
      newcomers.put(key, known);
    }
    return known;
  }

  /** Keeps this one apart from newcomers from now on. */
  void suspect(K key) {
    V known = newcomers.remove(key);
    if (known != null) {
      makeRoom(suspects, maxSuspects);
      suspects.put(key, known);
    }
  }

  void forEach(Consumer<? super V> each) {
    newcomers.values().forEach(each);
    suspects.values().forEach(each);
  }

  int size() {
    return newcomers.size() + suspects.size();
  }

  /** How many were pushed out. */
  long forgotten() {
    return forgotten;
  }

  private void makeRoom(Map<K, V> part, int most) {
    Iterator<K> eldest = part.keySet().iterator();
    while (part.size() >= most && eldest.hasNext()) {
      eldest.next();
      eldest.remove();
      forgotten++;
    }
  }
}
