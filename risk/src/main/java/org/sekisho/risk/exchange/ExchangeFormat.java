package org.sekisho.risk.exchange;

import java.util.Locale;
import java.util.Optional;

/** The formats of other tools that models are read from and written to. */
public enum ExchangeFormat {
  /** Threagile's model, YAML. */
  THREAGILE("threagile") {
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
  OTM("otm") {
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
  THREAT_DRAGON("threat-dragon") {
    @Override
    public Importer importer() {
      return new DragonImporter();
    }

    @Override
    public Exporter exporter() {
      return new DragonExporter();
    }
  };

  private final String id;

  ExchangeFormat(String id) {
    this.id = id;
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
