package org.sekisho.home.page;

import org.jspecify.annotations.Nullable;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;

/**
 * One line of the page's route table.
 *
 * @param method such as {@code POST}
 * @param path exact
 * @param access what a request must have to come here
 * @param handler runs on a virtual thread; null for the live stream, which the server itself serves
 */
record PageRoute(String method, String path, Access access, @Nullable Handler handler) {
  /** What a request must have. */
  enum Access {
    /** Nothing: the files of the page, and whether somebody is signed in. */
    OPEN,
    /** The origin of the page itself: setting up and signing in. */
    OWN_ORIGIN,
    /** A session. */
    SESSION,
    /** A session, its CSRF token and the page's origin: everything that changes something. */
    SESSION_CHANGE
  }

  /** Answers a request. */
  @FunctionalInterface
  interface Handler {
    /** Answers; {@code session} is there whenever the access asks for one. */
    Answer answer(Request request, @Nullable Session session) throws InterruptedException;
  }
}
