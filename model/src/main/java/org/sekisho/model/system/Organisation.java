package org.sekisho.model.system;

/**
 * Who owns or runs a part of the system (SYS-16).
 *
 * @param id id
 * @param name name
 */
public record Organisation(String id, LocalText name) {}
