package org.sekisho.home.page;

import java.time.Instant;
import org.sekisho.program.Secret;

/**
 * A signed-in browser.
 *
 * @param user the name that was signed in with
 * @param csrf what every request that changes something must carry in {@code X-CSRF-Token}
 * @param until when it ends, whatever is done in it
 */
record Session(String user, Secret csrf, Instant until) {}
