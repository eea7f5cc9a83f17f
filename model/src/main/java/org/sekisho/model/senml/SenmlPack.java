package org.sekisho.model.senml;

import java.util.List;

/** What a decoder says about bytes that should be a SenML pack. */
public sealed interface SenmlPack {
  /** Well formed, in order. */
  record Records(List<SenmlRecord> records) implements SenmlPack {}

  /** Not a SenML pack, or beyond a limit; the reason is a short clause without any input in it. */
  record Malformed(String reason) implements SenmlPack {}
}
