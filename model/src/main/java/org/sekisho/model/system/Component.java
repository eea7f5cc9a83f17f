package org.sekisho.model.system;

import java.util.Optional;

/**
 * One box of the system.
 *
 * @param id id; a device's user name on the field network, a program's name in its certificate
 * @param kind which box of the figure it is
 * @param name name
 * @param zone id of the zone it stands in
 * @param place id of the place it stands in
 * @param profile id of the device profile; there for devices only
 */
public record Component(
    String id,
    ComponentKind kind,
    LocalText name,
    String zone,
    Optional<String> place,
    Optional<String> profile) {}
