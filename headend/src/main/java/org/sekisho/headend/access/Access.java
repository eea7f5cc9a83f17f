package org.sekisho.headend.access;

import java.time.Instant;

/**
 * One reading of measured values by an application (SEC-CONF-12).
 *
 * @param at when it was answered
 * @param application who asked
 * @param source network address that it asked from
 * @param operation which operation of the API, with {@code begun} or {@code ended} for a stream
 * @param selection what was asked for: parameters and their values, at most 500 characters
 * @param status of the answer
 * @param values how many readings or means were given
 */
public record Access(
    Instant at,
    String application,
    String source,
    String operation,
    String selection,
    int status,
    long values) {}
