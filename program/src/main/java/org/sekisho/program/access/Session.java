package org.sekisho.program.access;

import java.time.Instant;
import org.sekisho.program.Secret;

/**
 * A signed-in browser, as it was when it was looked up. Immutable.
 *
 * @param account who
 * @param role with which role
 * @param csrf what every request that changes something must carry
 * @param begun when it began
 * @param seen when it was last used by a person
 * @param proven when password and second factor were last given
 * @param unfinished whether password or second factor must be set before anything else
 */
public record Session(
    String account,
    AccountRole role,
    Secret csrf,
    Instant begun,
    Instant seen,
    Instant proven,
    boolean unfinished) {}
