package org.sekisho.field.payload;

import java.util.List;

/** What a decoder says about the payload of one message. */
public sealed interface Payload {
  /** Understood; one or more values, in the order of the message. */
  record Values(List<PointValue> values) implements Payload {}

  /** Not understood, or beyond a limit; the reason is a short clause without any input in it. */
  record Malformed(String reason) implements Payload {}
}
