package org.sekisho.gateway.disposal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * A flash chip with its translation layer, as an SD card or eMMC has it: pages are written once and
 * erased by blocks only; a write of a page that exists goes to another place, and the old bytes
 * stay until their block is erased, which happens when the controller wants the block again. It
 * levels wear: the least worn free block is taken next, and cold data is moved now and then. More
 * blocks exist than are shown: the spare ones.
 *
 * <p>{@link #chipHolds} reads every physical page, as somebody does who unsolders the chip. As
 * {@link Surface} it carries the files of a small file system.
 */
final class SimulatedFlash implements Surface {
  static final int PAGE_BYTES = 512;
  private static final int PAGES_PER_BLOCK = 16;
  private static final int MOVE_COLD_EVERY = 16;

  private final byte[][] chip;
  private final int[] logicalOf;
  private final boolean[] written;
  private final int[] worn;
  private final List<Integer> free = new ArrayList<>();
  private final int[] physicalOf;
  private final TreeSet<Integer> freeLogical = new TreeSet<>();
  private final Map<String, List<Integer>> files = new HashMap<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private final boolean hearsDiscard;
  private int open;
  private int nextPage;
  private int erasures;

  /**
   * A chip.
   *
   * @param shownBlocks blocks of 16 pages that the file system may use
   * @param spareBlocks further ones
   * @param hearsDiscard whether it takes word of blocks that are not needed
   */
  SimulatedFlash(int shownBlocks, int spareBlocks, boolean hearsDiscard) {
    int blocks = shownBlocks + spareBlocks;
    this.hearsDiscard = hearsDiscard;
    chip = new byte[blocks * PAGES_PER_BLOCK][];
    logicalOf = new int[chip.length];
    written = new boolean[chip.length];
    Arrays.fill(logicalOf, -1);
    worn = new int[blocks];
    physicalOf = new int[shownBlocks * PAGES_PER_BLOCK];
    Arrays.fill(physicalOf, -1);
    for (int i = 0; i < physicalOf.length; i++) {
      freeLogical.add(i);
    }
    for (int i = 1; i < blocks; i++) {
      free.add(i);
    }
  }

  /** Whether any physical page holds the bytes, also one that no file leads to. */
  boolean chipHolds(byte[] marker) {
    for (byte[] page : chip) {
      if (page != null && Remnants.indexOf(page, page.length, marker) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Makes a file, or replaces its content in new places, as a program does that saves. */
  void save(String file, byte[] content) throws IOException {
    release(file);
    List<Integer> pages = new ArrayList<>();
    for (int at = 0; at < content.length; at += PAGE_BYTES) {
      Integer logical = freeLogical.pollFirst();
      if (logical == null) {
        throw new IOException("no space left on device");
      }
      pages.add(logical);
      program(logical, Arrays.copyOfRange(content, at, at + PAGE_BYTES));
    }
    files.put(file, pages);
    sizes.put(file, content.length);
  }

  private void release(String file) {
    List<Integer> pages = files.remove(file);
    sizes.remove(file);
    if (pages != null) {
      freeLogical.addAll(pages);
    }
  }

  // ---- The controller ---------------------------------------------------------------------------

  private void program(int logical, byte[] content) {
    place(logical, content);
    if (erasures > 0 && erasures % MOVE_COLD_EVERY == 0) {
      erasures++;
      moveCold();
    }
  }

  private void place(int logical, byte[] content) {
    if (nextPage == PAGES_PER_BLOCK) {
      openAnother();
    }
    int physical = open * PAGES_PER_BLOCK + nextPage++;
    if (physicalOf[logical] >= 0) {
      logicalOf[physicalOf[logical]] = -1; // stale; the bytes stay
    }
    chip[physical] = content.clone();
    written[physical] = true;
    logicalOf[physical] = logical;
    physicalOf[logical] = physical;
  }

  private int validPages(int block) {
    int valid = 0;
    for (int i = 0; i < PAGES_PER_BLOCK; i++) {
      valid += logicalOf[block * PAGES_PER_BLOCK + i] >= 0 ? 1 : 0;
    }
    return valid;
  }

  private void openAnother() {
    if (free.size() <= 1) {
      collect();
      if (nextPage < PAGES_PER_BLOCK) {
        return;
      }
    }
    takeFree();
  }

  private void takeFree() {
    int best = 0;
    for (int i = 1; i < free.size(); i++) {
      if (worn[free.get(i)] < worn[free.get(best)]) {
        best = i;
      }
    }
    open = free.get(best);
    free.subList(best, best + 1).clear();
    nextPage = 0;
    // Only now, when it is needed, is the block erased: until then its old bytes were there.
    for (int i = 0; i < PAGES_PER_BLOCK; i++) {
      chip[open * PAGES_PER_BLOCK + i] = null;
      written[open * PAGES_PER_BLOCK + i] = false;
    }
    worn[open]++;
    erasures++;
  }

  /**
   * Makes the block with the fewest valid pages free, by moving those; the least worn of equals.
   */
  private void collect() {
    int victim = -1;
    for (int block = 0; block < worn.length; block++) {
      if (block != open
          && !free.contains(block)
          && (victim < 0
              || validPages(block) < validPages(victim)
              || (validPages(block) == validPages(victim) && worn[block] < worn[victim]))) {
        victim = block;
      }
    }
    takeFree();
    move(victim);
    free.add(victim);
  }

  private void moveCold() {
    int cold = -1;
    for (int block = 0; block < worn.length; block++) {
      if (block != open
          && !free.contains(block)
          && validPages(block) > 0
          && (cold < 0 || worn[block] < worn[cold])) {
        cold = block;
      }
    }
    if (cold >= 0 && free.size() > 2) {
      move(cold);
      free.add(cold);
    }
  }

  private void move(int block) {
    for (int i = 0; i < PAGES_PER_BLOCK; i++) {
      int physical = block * PAGES_PER_BLOCK + i;
      if (logicalOf[physical] >= 0) {
        place(logicalOf[physical], chip[physical]);
      }
    }
  }

  private boolean discard(Iterable<Integer> pages) {
    if (hearsDiscard) {
      for (int logical : pages) {
        if (physicalOf[logical] >= 0) {
          logicalOf[physicalOf[logical]] = -1;
          physicalOf[logical] = -1;
        }
      }
      for (int block = 0; block < worn.length; block++) {
        if (block != open && !free.contains(block) && validPages(block) == 0) {
          free.add(block);
        }
      }
    }
    return hearsDiscard;
  }

  // ---- The file system --------------------------------------------------------------------------

  private List<Integer> pages(String file) throws IOException {
    List<Integer> pages = files.get(file);
    if (pages == null) {
      throw new java.nio.file.NoSuchFileException(file);
    }
    return pages;
  }

  @Override
  public Written overwrite(String file, RandomGenerator random) throws IOException {
    for (int logical : pages(file)) {
      byte[] page = new byte[PAGE_BYTES];
      random.nextBytes(page);
      program(logical, page);
    }
    return new Written(sizes.getOrDefault(file, 0), "");
  }

  @Override
  public void force(String file) throws IOException {
    pages(file);
  }

  @Override
  public boolean holds(String file, Written is) throws IOException {
    return pages(file) != null;
  }

  @Override
  public boolean punch(String file) throws IOException {
    return discard(pages(file));
  }

  @Override
  public void remove(String file) throws IOException {
    pages(file);
    release(file);
  }

  @Override
  public void settle() {}

  @Override
  public boolean discardFree() {
    return discard(freeLogical);
  }

  @Override
  public long fillFree(long limitBytes, RandomGenerator random) throws IOException {
    int pages = (int) Math.min(freeLogical.size(), limitBytes / PAGE_BYTES);
    byte[] content = new byte[pages * PAGE_BYTES];
    random.nextBytes(content);
    save("fill", content);
    release("fill");
    return content.length;
  }
}
