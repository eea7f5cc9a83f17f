package org.sekisho.risk.method;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.Fields;

/**
 * The scales of the guideline's two forms for one use case. A project may have its own: the levels
 * depend on the use case, and what is scored with other scales is not comparable.
 *
 * @param id names the scales, with {@code version}, in every score made with them
 * @param version changes with every change of a level
 * @param source where the levels come from
 * @param importance the scale of each axis
 * @param frequency how often an incident comes
 * @param assetValue four-factor form: value of the asset
 * @param threat four-factor form: level of the threat
 * @param vulnerability four-factor form: level of the vulnerability
 */
public record Scales(
    String id,
    String version,
    Source source,
    Map<Axis, Scale> importance,
    Scale frequency,
    Scale assetValue,
    Scale threat,
    Scale vulnerability) {
  private static final Scales GUIDELINE =
      read("guideline-scales.yaml", Tables.text("guideline-scales.yaml"));

  /** Refuses an axis without a scale. */
  public Scales {
    importance = Collections.unmodifiableMap(new TreeMap<>(importance));
    if (importance.size() != Axis.values().length) {
      throw new IllegalArgumentException("a scale for each axis");
    }
  }

  /** The scales of the guideline, tables 5-2 and 5-5. */
  public static Scales guideline() {
    return GUIDELINE;
  }

  /** The scale of an axis. */
  public Scale importanceOn(Axis axis) {
    Scale scale = importance.get(axis);
    if (scale == null) {
      throw new IllegalStateException(axis + " has no scale");
    }
    return scale;
  }

  /**
   * Reads scales of the form of the file that is shipped.
   *
   * @throws org.sekisho.model.document.DocumentException naming every problem
   */
  public static Scales read(String file, String text) {
    Fields root = Document.read(file, text);
    Fields importance = root.section("importance");
    Map<Axis, Scale> axes = new EnumMap<>(Axis.class);
    for (Axis axis : Axis.values()) {
      axes.put(axis, Scale.read(importance, axis.text().en()));
    }
    var scales =
        new Scales(
            root.text("id"),
            root.text("version"),
            Source.read(root.section("source")),
            axes,
            Scale.read(root, "frequency"),
            Scale.read(root, "asset-value"),
            Scale.read(root, "threat"),
            Scale.read(root, "vulnerability"));
    root.finish();
    return scales;
  }

  String label() {
    return id + "/" + version;
  }
}
