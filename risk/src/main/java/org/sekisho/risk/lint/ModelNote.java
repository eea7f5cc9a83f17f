package org.sekisho.risk.lint;

import org.sekisho.model.system.LocalText;
import org.sekisho.risk.fact.EntityRef;

/**
 * A mistake or a gap in a model; never a risk.
 *
 * @param check id of the check, such as {@code unused-asset}
 * @param at what it is about
 * @param text what is wrong and what to write instead
 * @param grave whether results cannot be relied on before it is mended
 * @param file file where it stands; empty when in none
 * @param line line where it stands, from 1; 0 when nowhere
 */
public record ModelNote(
    String check, EntityRef at, LocalText text, boolean grave, String file, int line) {}
