package org.sekisho.gateway.command;

import org.sekisho.model.document.Fields;

/**
 * Bounds of the command gate, from the section {@code commands}; the envelope of each point stands
 * in the system model.
 *
 * @param perMinute most commands to all devices together in any 60 s
 * @param waiting most commands that wait for the one before them at the same point
 */
public record CommandConfig(int perMinute, int waiting) {
  /** 600 a minute, 64 waiting. */
  public static final CommandConfig USUAL = new CommandConfig(600, 64);

  /** Reads the section; every key has a default. */
  public static CommandConfig from(Fields commands) {
    return new CommandConfig(
        commands.integer("per-minute", USUAL.perMinute, 1, 60_000),
        commands.integer("waiting", USUAL.waiting, 0, 10_000));
  }
}
