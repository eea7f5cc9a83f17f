package org.sekisho.gateway.disposal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How the files of one class are destroyed on one medium: chosen by what NIST SP 800-88 asks for
 * the class and what software can do on the medium.
 *
 * @param steps in their order
 * @param achieved how far that goes
 * @param notDone what would have to be done to go as far as the class wants, or is worth knowing;
 *     sentences
 */
public record Treatment(List<Step> steps, Level achieved, List<String> notDone) {
  public Treatment {
    steps = List.copyOf(steps);
    notDone = List.copyOf(notDone);
  }

  /** What is done with a file. */
  public enum Step {
    /** The key under which it is sealed is destroyed before. */
    CRYPTOGRAPHIC_ERASE,
    /** Random bytes are written over it, once, and forced to the medium. */
    OVERWRITE,
    /** It is read again: it must be what was written last. */
    READ_BACK,
    /** Its blocks are given back, so that the medium hears that they are not needed. */
    PUNCH,
    /** It is cut to nothing, loses its name, and goes. */
    REMOVE;

    /** The word in certificates. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final String TO_PURGE =
      "purge: needs the medium's own sanitise command (such as mmc sanitize, nvme sanitize, ATA"
          + " secure erase) or its destruction; software above the file system cannot do it";

  /** Chooses. */
  public static Treatment of(DataClass holds, boolean sealed, Medium medium) {
    List<Step> steps = new ArrayList<>();
    List<String> notDone = new ArrayList<>();
    if (sealed) {
      steps.add(Step.CRYPTOGRAPHIC_ERASE);
    }
    Level achieved =
        switch (medium.kind()) {
          case MAGNETIC -> {
            steps.addAll(List.of(Step.OVERWRITE, Step.READ_BACK, Step.REMOVE));
            yield Level.CLEAR;
          }
          case FLASH -> {
            // What is sealed is not written over: it would only wear the flash.
            if (!sealed) {
              steps.addAll(List.of(Step.OVERWRITE, Step.READ_BACK));
            }
            steps.addAll(List.of(Step.PUNCH, Step.REMOVE));
            notDone.add("spare blocks of the flash controller were not read: nobody can from here");
            yield Level.CLEAR;
          }
          case COPYING -> {
            steps.addAll(List.of(Step.PUNCH, Step.REMOVE));
            notDone.add(
                "overwriting: the file system would write elsewhere; old copies and"
                    + " snapshots may remain until their blocks are used again");
            yield sealed ? Level.CLEAR : Level.NONE;
          }
          case MEMORY -> {
            steps.addAll(List.of(Step.OVERWRITE, Step.REMOVE));
            notDone.add("swap space was not looked at; memory is purged when the power goes");
            yield Level.CLEAR;
          }
          case VIRTUAL, NETWORK, UNKNOWN -> {
            steps.addAll(List.of(Step.OVERWRITE, Step.READ_BACK, Step.PUNCH, Step.REMOVE));
            notDone.add(
                medium.kind() == Medium.Kind.UNKNOWN
                    ? "the medium could not be determined: nothing is promised below the file"
                        + " system"
                    : "the disk is "
                        + medium.kind().word()
                        + ": copies, snapshots and backups below it were not reached");
            yield Level.CLEAR;
          }
        };
    if (achieved.compareTo(holds.wanted()) < 0) {
      notDone.add(TO_PURGE);
    }
    return new Treatment(steps, achieved, notDone);
  }
}
