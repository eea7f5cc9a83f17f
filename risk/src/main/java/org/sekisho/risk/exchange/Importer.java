package org.sekisho.risk.exchange;

/** Reads one foreign format; total: any text gives a model or a named refusal. */
@FunctionalInterface
public interface Importer {
  /**
   * Makes a system model of another tool's file.
   *
   * @param file name that errors carry
   * @param text the whole file
   * @throws org.sekisho.model.document.DocumentException naming each problem with its line
   */
  Imported read(String file, String text);
}
