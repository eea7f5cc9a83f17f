package org.sekisho.risk.exchange;

import java.util.List;

/**
 * A file for another tool made from a system model.
 *
 * @param text the file
 * @param losses what was lost, guessed or changed, in the order of the model
 */
public record Exported(String text, List<Loss> losses) {}
