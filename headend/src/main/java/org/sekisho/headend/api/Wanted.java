package org.sekisho.headend.api;

import org.sekisho.headend.store.ReadingStore.Selection;
import org.sekisho.program.https.Answer;

/** Which readings a request means, as far as its caller may see them. */
sealed interface Wanted {
  /** These. */
  record Readings(Selection selection) implements Wanted {}

  /** None, and why. */
  record Denied(Answer answer) implements Wanted {}
}
