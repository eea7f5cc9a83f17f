package org.sekisho.risk.exchange;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.model.document.DocumentException;

/** The formats of other tools that models are read from and written to. */
public enum ExchangeFormat {
  /** Threagile's model, YAML. */
  THREAGILE("threagile", "threagile_version|technical_assets") {
    @Override
    public Importer importer() {
      return new ThreagileImporter();
    }

    @Override
    public Exporter exporter() {
      return new ThreagileExporter();
    }
  },
  /** Open Threat Model 0.2.0, JSON or YAML. */
  OTM("otm", "otmVersion") {
    @Override
    public Importer importer() {
      return new OtmImporter();
    }

    @Override
    public Exporter exporter() {
      return new OtmExporter(false);
    }
  },
  /** A model of OWASP Threat Dragon 2, JSON. */
  THREAT_DRAGON("threat-dragon", "diagramTop|threatTop|diagrams") {
    @Override
    public Importer importer() {
      return new DragonImporter();
    }

    @Override
    public Exporter exporter() {
      return new DragonExporter();
    }
  },
  /** CycloneDX 1.6, JSON. */
  CYCLONEDX("cyclonedx", "bomFormat") {
    @Override
    public Importer importer() {
      return new CycloneDxImporter();
    }

    @Override
    public Exporter exporter() {
      return new CycloneDxExporter();
    }
  };

  /** How much of a text that cannot be read is searched for a key. */
  private static final int SEARCHED = 1 << 20;

  private final String id;
  private final Pattern key;

  ExchangeFormat(String id, String key) {
    this.id = id;
    this.key = Pattern.compile("(?m)(^|[{,\\s])\"?(" + key + ")\"?\\s*:");
  }

  /** The word for the format on a command line, such as {@code threat-dragon}. */
  public String id() {
    return id;
  }

  /** The format of this word. */
  public static Optional<ExchangeFormat> of(String id) {
    for (ExchangeFormat format : values()) {
      if (format.id.equals(id)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  /**
   * The format that the text is in: by the keys at its top, and when the text cannot be read by the
   * first such key that stands in it, so that the reader of that format can say what is wrong.
   *
   * @param fileName name of the file, for texts that say too little
   * @param text the whole file
   */
  public static Optional<ExchangeFormat> detect(String fileName, String text) {
    if (text.length() <= Trees.MAX_LENGTH) {
      try {
        Set<String> keys = Trees.read(fileName, text).entries().keySet();
        if (keys.contains("otmVersion")) {
          return Optional.of(OTM);
        }
        if (keys.contains("bomFormat")) {
          return Optional.of(CYCLONEDX);
        }
        if (keys.contains("detail") && keys.contains("summary")) {
          return Optional.of(THREAT_DRAGON);
        }
        if (keys.contains("threagile_version")
            || keys.contains("technical_assets")
            || keys.contains("data_assets")) {
          return Optional.of(THREAGILE);
        }
        return Optional.empty();
      } catch (DocumentException e) {
        // Told by the reader of the format, once it is known which.
      }
    }
    String head = text.substring(0, Math.min(text.length(), SEARCHED));
    for (ExchangeFormat format : values()) {
      if (format.key.matcher(head).find()) {
        return Optional.of(format);
      }
    }
    String name = fileName.toLowerCase(Locale.ROOT);
    return name.contains("threagile")
        ? Optional.of(THREAGILE)
        : name.contains(".otm") || name.contains("otm.")
            ? Optional.of(OTM)
            : name.endsWith(".cdx.json") ? Optional.of(CYCLONEDX) : Optional.empty();
  }

  /** What reads the format. */
  public abstract Importer importer();

  /** What writes the format. */
  public abstract Exporter exporter();

  /** What writes the format for a file of this name: OTM in YAML when it ends so. */
  public Exporter exporter(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return this == OTM && (name.endsWith(".yaml") || name.endsWith(".yml"))
        ? new OtmExporter(true)
        : exporter();
  }
}
