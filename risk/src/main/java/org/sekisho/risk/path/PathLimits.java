package org.sekisho.risk.path;

/**
 * Bounds of the search for ways. What falls outside of them is counted in {@link PathSummary},
 * never dropped without a word; the easiest way to an asset and its cut are found whatever the
 * bounds, as long as the asset is listed at all.
 *
 * @param perPair most ways between one entry point and one asset, the easiest first; 1 or more
 * @param perAsset most ways to one asset: the easiest entry points are kept, as many as fit with
 *     all their ways; 1 or more
 * @param total most ways in all: they are shared evenly among the protected assets; when there are
 *     more assets than ways, the most important assets get one way each; 1 or more
 * @param searchSteps most links looked at, in all, for ways beyond the easiest of each entry point;
 *     shared evenly among the protected assets; 0 or more
 */
public record PathLimits(int perPair, int perAsset, int total, long searchSteps) {
  /** Every way that a person would read; 10,000 components stay within seconds. */
  public static final PathLimits DEFAULT = new PathLimits(3, 60, 10_000, 200_000_000);

  public PathLimits {
    if (perPair < 1 || perAsset < 1 || total < 1 || searchSteps < 0) {
      throw new IllegalArgumentException(
          "limits of ways: at least 1 for each pair, asset and in all, search steps not negative");
    }
  }
}
