package org.sekisho.model.command;

import java.time.Instant;
import java.util.UUID;
import org.sekisho.model.reading.PointId;
import org.sekisho.model.reading.Value;

/**
 * What an application asks of an actuator (SYS-14).
 *
 * @param id identity; a repeated id is the same command, never a second one
 * @param gateway component id of the gateway that the actuator belongs to
 * @param point the point to set
 * @param value the value to set
 * @param application component id of the application that asks
 * @param issuedAt when the head-end took it
 * @param expiresAt after this nothing may be actuated any more
 */
public record Command(
    UUID id,
    String gateway,
    PointId point,
    Value value,
    String application,
    Instant issuedAt,
    Instant expiresAt) {}
