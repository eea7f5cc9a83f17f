package org.sekisho.model.system;

/**
 * A room or another place that people know a device by.
 *
 * @param id id
 * @param name name
 */
public record Place(String id, LocalText name) {}
