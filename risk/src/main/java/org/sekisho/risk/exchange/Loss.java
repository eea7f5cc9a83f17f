package org.sekisho.risk.exchange;

import org.sekisho.model.system.LocalText;

/**
 * One thing that was lost, guessed or changed on the way between two formats.
 *
 * @param where where it stands in what was read, such as {@code components/web-client/tags}
 * @param what the value and what became of it
 * @param why why it could not go over as it is
 */
public record Loss(String where, String what, LocalText why) {}
