package org.sekisho.program.logbook;

/**
 * How much storage a log needs: rate × size × retention. The answer is that of the file on disk and
 * within {@link #ERROR_PERCENT} of it from a thousand records on.
 *
 * @param recordsPerDay records in a day
 * @param recordBytes mean length of a record's line
 * @param days how long records are kept
 */
public record LogSizing(double recordsPerDay, double recordBytes, double days) {
  /** Mean length of the lines of usual events. */
  public static final int USUAL_RECORD_BYTES = 400;

  /** Bytes that sealing and the database add to a record. */
  public static final int OVERHEAD_BYTES = 28 + 10;

  /** What the calculated size may be wrong by. */
  public static final int ERROR_PERCENT = 15;

  private static final int PAGE_BYTES = 4_096;
  private static final int PAGE_HEAD_BYTES = 12;

  /** Refuses what cannot be. */
  public LogSizing {
    if (!(recordsPerDay >= 0) || !(recordBytes > 0) || !(days >= 0)) {
      throw new IllegalArgumentException("rate, size and retention must not be negative");
    }
  }

  /** Records that are kept. */
  public double records() {
    return recordsPerDay * days;
  }

  /** Bytes on disk. */
  public double bytes() {
    return records() * bytesOnDisk(recordBytes);
  }

  /** For how many days so many bytes are enough. */
  public double daysWithin(double budgetBytes) {
    return recordsPerDay == 0
        ? Double.POSITIVE_INFINITY
        : budgetBytes / (recordsPerDay * bytesOnDisk(recordBytes));
  }

  /** What a record of that length takes on disk: whole records fill a page of the database. */
  private static double bytesOnDisk(double recordBytes) {
    double cell = recordBytes + OVERHEAD_BYTES;
    double room = PAGE_BYTES - PAGE_HEAD_BYTES;
    return cell >= room ? cell : PAGE_BYTES / Math.floor(room / cell);
  }
}
