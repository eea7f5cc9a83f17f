package org.sekisho.risk.exchange;

import java.util.List;

/**
 * A system model made from another tool's file.
 *
 * @param modelYaml the model as a file of format {@code sekisho-system/1}; it reads without
 *     problems
 * @param losses what was lost, guessed or changed, in the order of the file
 */
public record Imported(String modelYaml, List<Loss> losses) {}
