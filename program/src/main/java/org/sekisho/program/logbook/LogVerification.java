package org.sekisho.program.logbook;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sekisho.program.Peer;
import org.sekisho.program.PeerTrust;
import org.sekisho.program.Pem;
import org.sekisho.program.Role;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Judges an exported log: finds records that were removed, changed, added or put elsewhere, and an
 * end that is missing, as far as the last signature reaches. Reads the lines once and holds none of
 * them. Not thread-safe: one object judges one log.
 *
 * <p>An export is lines of JSON: first {@code {"export":…}}, then certificates and signatures, then
 * the records class by class, at last {@code {"end":…}}. A record's line is exactly what is hashed.
 */
public final class LogVerification {
  /** Most findings that are told one by one. */
  public static final int MAX_FINDINGS = 100;

  private static final int MAX_SIGNATURES = 100_000;
  private static final int MAX_CERTIFICATES = 10_000;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What is wrong at one place.
   *
   * @param kind in one word: missing, changed, order, signature, form
   * @param text where and what, in words
   */
  public record Finding(String kind, String text) {}

  /** Records of a class: numbers of the first and last that are there, and how many. */
  public record Span(long first, long last, long records) {}

  /**
   * The judgement.
   *
   * @param gateway whose log it is, by the signatures; empty when none holds
   * @param spans what is there, by class
   * @param signatures how many signatures hold
   * @param signedAt when the last that holds was made
   * @param unsigned records behind the last signature: whether they are whole, nobody can tell
   * @param findings what is wrong, at most {@link #MAX_FINDINGS}
   * @param found how many things are wrong
   */
  public record Judgement(
      String gateway,
      Map<String, Span> spans,
      long signatures,
      Optional<Instant> signedAt,
      long unsigned,
      List<Finding> findings,
      long found) {
    /** Whether nothing is wrong. */
    public boolean whole() {
      return found == 0;
    }
  }

  private static final class Chain {
    private final String name;
    private final TreeMap<Long, String> signed = new TreeMap<>();
    private final TreeMap<Long, Long> missing = new TreeMap<>();
    private long first;
    private long last;
    private long records;
    private @Nullable String lastHash;
    private boolean rewritten;

    Chain(String name) {
      this.name = name;
    }
  }

  private final PeerTrust trust;
  private final Map<String, List<X509Certificate>> certificates = new HashMap<>();
  private final Map<String, Chain> chains = new LinkedHashMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private @Nullable LogStatement latest;
  private long found;
  private long signatures;
  private boolean prepared;
  private boolean ended;

  private LogVerification(PeerTrust trust) {
    this.trust = trust;
  }

  /**
   * Judges the lines.
   *
   * @param trust the root that the gateway's certificates must lead to
   */
  public static Judgement judge(Iterator<String> lines, PeerTrust trust) {
    var verification = new LogVerification(trust);
    long number = 0;
    while (lines.hasNext()) {
      number++;
      verification.line(number, lines.next());
    }
    return verification.judgement();
  }

  private void line(long number, String line) {
    JsonNode json;
    try {
      json = JSON.readTree(line);
    } catch (JacksonException e) {
      found("form", "line " + number + " cannot be read");
      return;
    }
    if (ended) {
      found("form", "line " + number + " stands behind the end");
    } else if (json.has("no")) {
      prepare();
      record(number, line, json);
    } else if (json.has("signature")) {
      signature(json.path("signature"));
    } else if (json.has("certificate")) {
      certificate(number, json.path("certificate"));
    } else if (json.has("end")) {
      prepare();
      ended = true;
    } else if (!json.has("export")) {
      found("form", "line " + number + " is no line of a log");
    }
  }

  private void certificate(long number, JsonNode json) {
    try {
      List<X509Certificate> chain = Pem.parseCertificates(json.path("pem").asString(""));
      if (chain.isEmpty() || certificates.size() >= MAX_CERTIFICATES) {
        found("form", "line " + number + " holds no certificate that can be used");
        return;
      }
      certificates.put(thumbprint(chain.getFirst()), chain);
    } catch (CertificateException | IllegalArgumentException e) {
      found("form", "line " + number + " holds a damaged certificate");
    }
  }

  private static String thumbprint(X509Certificate certificate) throws CertificateException {
    try {
      return HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }

  private void signature(JsonNode json) {
    var signature =
        new LogSignature(
            json.path("key").asString(""),
            json.path("statement").asString(""),
            json.path("value").asString(""));
    String name =
        "signature "
            + LogStatement.parse(signature.statement())
                .map(s -> s.number() + " of " + s.at())
                .orElse("without a readable statement");
    List<X509Certificate> chain = certificates.get(signature.key());
    if (prepared || signatures >= MAX_SIGNATURES) {
      found("form", name + " stands among the records");
      return;
    }
    if (chain == null) {
      found("signature", name + ": its certificate is missing");
      return;
    }
    Optional<LogStatement> opened = signature.open(chain.getFirst());
    if (opened.isEmpty()) {
      found("signature", name + " does not hold");
      return;
    }
    LogStatement statement = opened.get();
    Optional<Peer> signer = Peer.of(chain.getFirst());
    if (signer.isEmpty()
        || signer.get().role() != Role.GATEWAY
        || !signer.get().id().equals(statement.gateway())) {
      found("signature", name + " is not of the gateway that it speaks of");
      return;
    }
    try {
      trust.verify(chain, statement.at());
    } catch (CertificateException e) {
      found("signature", name + ": its certificate is not trusted for that time");
      return;
    }
    LogStatement before = latest;
    if (before != null
        && !(before.gateway().equals(statement.gateway())
            && before.log().equals(statement.log()))) {
      found("signature", name + " is of another gateway's log, or of another life of it");
      return;
    }
    signatures++;
    statement
        .heads()
        .forEach(
            (name2, head) -> {
              if (head.number() > 0) {
                chain(name2).signed.put(head.number(), head.hash());
              }
            });
    if (before == null || statement.number() > before.number()) {
      latest = statement;
    }
  }

  private Chain chain(String name) {
    return chains.computeIfAbsent(name, Chain::new);
  }

  /** Once, when the first record comes: where each chain must begin. */
  private void prepare() {
    if (prepared) {
      return;
    }
    prepared = true;
    LogStatement statement = latest;
    if (statement == null) {
      found("signature", "no signature holds: nothing shows that these records are the gateway's");
      return;
    }
    statement
        .cuts()
        .forEach(
            (name, cut) -> {
              Chain chain = chain(name);
              chain.last = cut.number() - 1;
              chain.lastHash = cut.hash();
            });
  }

  private void record(long number, String line, JsonNode json) {
    String name = json.path("class").asString("");
    if (name.isEmpty() || (!chains.containsKey(name) && chains.size() >= 16)) {
      found("form", "line " + number + " is a record of no class");
      return;
    }
    Chain chain = chain(name);
    long no = json.path("no").asLong(0);
    String hash = LineHash.of(line.getBytes(StandardCharsets.UTF_8));
    chain.records++;
    if (no <= chain.last && chain.lastHash != null) {
      outOfOrder(chain, no);
      return;
    }
    if (chain.first == 0) {
      chain.first = no;
    }
    if (chain.lastHash != null && no > chain.last + 1) {
      chain.missing.put(chain.last + 1, no - 1);
    } else if (chain.lastHash != null && !chain.lastHash.equals(json.path("prev").asString(""))) {
      found(
          "changed",
          no == chain.first
              ? "%s: record %d, the first, does not follow what was removed before it"
                  .formatted(name, no)
              : "%s: record %d was changed: record %d remembers it otherwise"
                  .formatted(name, no - 1, no));
    }
    chain.last = no;
    chain.lastHash = hash;
    String signed = chain.signed.get(no);
    if (signed != null) {
      if (!signed.equals(hash) && !chain.rewritten) {
        Long before = chain.signed.lowerKey(no);
        found(
            "changed",
            "%s: records %d to %d are not those that were signed"
                .formatted(
                    name, before == null ? chain.first : Math.max(before + 1, chain.first), no));
      }
      chain.rewritten = !signed.equals(hash);
    }
  }

  private void outOfOrder(Chain chain, long no) {
    Map.Entry<Long, Long> hole = chain.missing.floorEntry(no);
    if (hole != null && hole.getValue() >= no) {
      chain.missing.remove(hole.getKey());
      if (hole.getKey() < no) {
        chain.missing.put(hole.getKey(), no - 1);
      }
      if (hole.getValue() > no) {
        chain.missing.put(no + 1, hole.getValue());
      }
      found("order", "%s: record %d stands behind record %d".formatted(chain.name, no, chain.last));
    } else {
      found(
          "order",
          "%s: record %d is there again, behind record %d".formatted(chain.name, no, chain.last));
    }
  }

  private void found(String kind, String text) {
    found++;
    if (findings.size() < MAX_FINDINGS) {
      findings.add(new Finding(kind, text));
    }
  }

  private Judgement judgement() {
    prepare();
    if (!ended) {
      found("missing", "the end of the file is missing");
    }
    long unsigned = 0;
    Map<String, Span> spans = new LinkedHashMap<>();
    for (Chain chain : chains.values()) {
      chain.missing.forEach((from, to) -> missing(chain.name, from, to, ""));
      long signed = chain.signed.isEmpty() ? 0 : chain.signed.lastKey();
      if (chain.last < signed) {
        missing(chain.name, chain.last + 1, signed, " at the end");
      }
      unsigned += Math.max(0, chain.last - Math.max(signed, chain.first - 1));
      if (chain.records > 0) {
        spans.put(chain.name, new Span(chain.first, chain.last, chain.records));
      }
    }
    LogStatement statement = latest;
    return new Judgement(
        statement == null ? "" : statement.gateway(),
        spans,
        signatures,
        statement == null ? Optional.empty() : Optional.of(statement.at()),
        unsigned,
        List.copyOf(findings),
        found);
  }

  private void missing(String chain, long from, long to, String where) {
    found(
        "missing",
        from == to
            ? "%s: record %d is missing%s".formatted(chain, from, where)
            : "%s: records %d to %d are missing%s".formatted(chain, from, to, where));
  }
}
