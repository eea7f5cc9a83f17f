package org.sekisho.headend.api;

import java.time.Instant;
import java.util.Set;

/**
 * Who asks, as the token says.
 *
 * @param application component id of the application
 * @param scopes what the token is good for
 * @param expiresAt when the token ends
 */
public record Caller(String application, Set<String> scopes, Instant expiresAt) {}
