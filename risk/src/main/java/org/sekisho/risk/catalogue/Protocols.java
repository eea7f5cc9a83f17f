package org.sekisho.risk.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Protocol;

/** Facts about every protocol that a system model can name. Immutable. */
public final class Protocols {
  /** Value of the key {@code format} that this version reads. */
  public static final String FORMAT = "sekisho-protocols/1";

  /** Rows of the guideline's appendix 1. */
  public static final int APPENDIX_ROWS = 15;

  private static final String FILE = "protocols.yaml";
  private static final Pattern PORT = Pattern.compile("(tcp|udp)/[1-9][0-9]{0,4}");
  private static final Pattern REFERENCE = Pattern.compile("[a-z0-9-]+:\\S+");
  private static final Protocols SHIPPED = readShipped();

  private final Map<Protocol, ProtocolFacts> facts;

  private Protocols(Map<Protocol, ProtocolFacts> facts) {
    this.facts = Collections.unmodifiableMap(facts);
  }

  /** The facts of this release. */
  public static Protocols shipped() {
    return SHIPPED;
  }

  /**
   * Reads a protocol document; it must know every protocol.
   *
   * @throws DocumentException naming every problem with its line
   */
  public static Protocols read(Fields root) {
    String format = root.text("format");
    if (root.has("format") && !format.equals(FORMAT)) {
      root.problem("format", "'" + format + "' is not read by this version: write " + FORMAT);
    }
    Map<Protocol, ProtocolFacts> facts = new EnumMap<>(Protocol.class);
    for (Fields f : root.sections("protocols")) {
      ProtocolFacts one = protocol(f);
      if (facts.putIfAbsent(one.protocol(), one) != null) {
        f.problem("id", "stands twice");
      }
    }
    for (Protocol protocol : Protocol.values()) {
      if (!facts.containsKey(protocol)) {
        root.problem("nothing is said of " + protocol);
      }
    }
    root.finish();
    return new Protocols(facts);
  }

  /** What is known of a protocol. */
  public ProtocolFacts of(Protocol protocol) {
    return Objects.requireNonNull(facts.get(protocol));
  }

  /** What is known of each protocol, in the order of {@link Protocol}. */
  public List<ProtocolFacts> all() {
    return List.copyOf(facts.values());
  }

  private static ProtocolFacts protocol(Fields f) {
    List<String> ports = List.copyOf(f.texts("ports"));
    ports.stream()
        .filter(port -> !PORT.matcher(port).matches())
        .forEach(port -> f.problem("ports", "'" + port + "' is no port such as tcp/1883"));
    return new ProtocolFacts(
        f.choice("id", Protocol.class),
        text(f, "name"),
        f.choice("layer", ProtocolFacts.Layer.class),
        List.copyOf(f.texts("transport")),
        f.flag("radio", false),
        optionalFlag(f, "can-encrypt"),
        optionalFlag(f, "can-authenticate"),
        optionalFlag(f, "integrity"),
        optionalFlag(f, "replay-protection"),
        optionalFlag(f, "plain"),
        ports,
        f.has("secure-variant")
            ? Optional.of(f.choice("secure-variant", Protocol.class))
            : Optional.empty(),
        f.has("note") ? Optional.of(text(f, "note")) : Optional.empty(),
        f.sections("weaknesses").stream().map(Protocols::weakness).toList());
  }

  private static ProtocolFacts.Weakness weakness(Fields f) {
    ProtocolFacts.Threat threat = f.choice("threat", ProtocolFacts.Threat.class);
    ThreatClass threatClass = f.choice("class", ThreatClass.class);
    if (!threatClass.category().equals(threat.category())) {
      f.problem("class", "does not fit the threat '" + threat.id() + "'");
    }
    List<String> references = List.copyOf(f.texts("references"));
    references.stream()
        .filter(reference -> !REFERENCE.matcher(reference).matches())
        .forEach(reference -> f.problem("references", "'" + reference + "' is no framework:item"));
    return new ProtocolFacts.Weakness(
        threat,
        threatClass,
        text(f, "example"),
        text(f, "effect"),
        f.has("row") ? Optional.of(f.integer("row", 1, 1, APPENDIX_ROWS)) : Optional.empty(),
        references);
  }

  private static Optional<Boolean> optionalFlag(Fields f, String key) {
    return f.has(key) ? Optional.of(f.flag(key, false)) : Optional.empty();
  }

  private static LocalText text(Fields f, String key) {
    Fields text = f.section(key);
    return new LocalText(text.text("ja"), text.text("en"));
  }

  private static Protocols readShipped() {
    try (InputStream in = Protocols.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException(FILE + " is missing beside this class");
      }
      return read(Document.read(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
