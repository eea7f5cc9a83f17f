package org.sekisho.management.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sekisho.program.PrivateFiles;
import org.sekisho.program.release.ReleaseFile;
import org.sekisho.program.release.ReleaseFile.Outcome;
import org.sekisho.program.release.ReleaseTrust;

/**
 * Releases, orders to install them and what gateways said, in the database; the files lie in {@code
 * <data>/releases}, named by their SHA-256. Blocks; thread-safe.
 */
public final class Releases {
  /** Releases that are kept; a further one is refused. */
  public static final int MAX_RELEASES = 100;

  /** Orders that are kept for one gateway; the oldest ended ones give way. */
  public static final int MAX_ORDERS = 50;

  /** What a gateway said about one order; further words are not kept, an end always is. */
  public static final int MAX_FEEDBACK = 100;

  /** Facts that a gateway may tell of itself; further ones are refused. */
  public static final int MAX_FACTS = 100;

  private static final int MAX_DETAIL = 300;

  private final Jdbi jdbi;
  private final Path folder;
  private final ReleaseConfig config;
  private final InstantSource clock;

  /** A release that can be ordered. */
  public record Release(
      long number,
      String version,
      int epoch,
      long sizeBytes,
      String sha256,
      String sha1,
      String md5,
      Instant added) {
    /** The name under which gateways fetch it. */
    public String file() {
      return "gateway-" + version + ".release";
    }
  }

  /** How an order stands, in hawkBit's meaning. */
  public enum State {
    /** The gateway has not asked yet. */
    PENDING,
    /** The gateway works on it. */
    RUNNING,
    /** It is to be given up, and the gateway has not agreed yet. */
    CANCELING,
    /** Installed and confirmed. */
    FINISHED,
    /** It failed; what ran before runs. */
    ERROR,
    /** Given up. */
    CANCELED;

    /** Whether anything is still to be done. */
    public boolean active() {
      return this == PENDING || this == RUNNING || this == CANCELING;
    }

    /** The word in the database and in answers. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An order to one gateway. */
  public record Order(
      long number,
      String gateway,
      String version,
      boolean forced,
      State state,
      String detail,
      Instant made,
      Instant changed) {}

  /** How adding a release ended. */
  public sealed interface Added {
    /** It can be ordered. */
    record Done(Release release) implements Added {}

    /** It is not taken. */
    record Refused(String why) implements Added {}
  }

  /** Releases in that database and directory. */
  public Releases(Jdbi jdbi, Path data, ReleaseConfig config, InstantSource clock) {
    this.jdbi = jdbi;
    this.folder = PrivateFiles.folder(data.resolve("releases"));
    this.config = config;
    this.clock = clock;
  }

  /**
   * Takes a piece of a release file; offset 0 begins anew.
   *
   * @return where the next piece begins, or what is wrong
   */
  public synchronized Optional<String> piece(long offset, byte[] data) throws IOException {
    if (offset + data.length > config.maxBytes()) {
      return Optional.of("a release has at most " + config.maxBytes() + " bytes");
    }
    try (var channel =
        FileChannel.open(upload(), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE))) {
      if (offset == 0) {
        channel.truncate(0);
      }
      if (channel.size() != offset) {
        return Optional.of("the next offset is " + channel.size());
      }
      channel.position(offset);
      for (var bytes = ByteBuffer.wrap(data); bytes.hasRemaining(); ) {
        channel.write(bytes);
      }
      return Optional.empty();
    }
  }

  /** Verifies what was uploaded, through one handle, and keeps it. */
  public synchronized Added add() throws IOException {
    if (config.trust().isEmpty()) {
      return new Added.Refused("the setting releases.trust is missing: nothing could be verified");
    }
    ReleaseTrust trust = ReleaseTrust.read(config.trust().get());
    if (!Files.isRegularFile(upload(), LinkOption.NOFOLLOW_LINKS)) {
      return new Added.Refused("nothing was uploaded");
    }
    MessageDigest sha1 = digest("SHA-1");
    MessageDigest md5 = digest("MD5");
    Outcome outcome;
    long size;
    try (var channel =
            FileChannel.open(upload(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
        InputStream in =
            new DigestInputStream(
                new DigestInputStream(
                    new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024), sha1),
                md5)) {
      size = channel.size();
      outcome = ReleaseFile.verify(in, config.maxBytes(), trust);
    }
    return switch (outcome) {
      case Outcome.Refused(ReleaseFile.Refusal reason, String detail) -> {
        Files.deleteIfExists(upload());
        yield new Added.Refused(reason.word() + ": " + detail);
      }
      case Outcome.Good(var manifest, _, String sha256) -> {
        var release =
            new Release(
                0,
                manifest.version().text(),
                manifest.epoch(),
                size,
                sha256,
                HexFormat.of().formatHex(sha1.digest()),
                HexFormat.of().formatHex(md5.digest()),
                clock.instant());
        Added added = insert(release);
        if (added instanceof Added.Done) {
          Files.move(
              upload(),
              folder.resolve(sha256),
              StandardCopyOption.ATOMIC_MOVE,
              StandardCopyOption.REPLACE_EXISTING);
        } else {
          Files.deleteIfExists(upload());
        }
        yield added;
      }
    };
  }

  private Added insert(Release r) {
    return jdbi.inTransaction(
        h -> {
          if (count(h, "select count(*) from release_file") >= MAX_RELEASES) {
            return new Added.Refused("there are " + MAX_RELEASES + " releases: remove one first");
          }
          if (h.createQuery("select count(*) from release_file where version=:v")
                  .bind("v", r.version())
                  .mapTo(Integer.class)
                  .one()
              > 0) {
            return new Added.Refused("there is a release " + r.version() + " already");
          }
          long number =
              h.createQuery("select coalesce(max(number), 0) + 1 from release_file")
                  .mapTo(Long.class)
                  .one();
          h.createUpdate(
                  "insert into release_file"
                      + " (number, version, epoch, size_bytes, sha256, sha1, md5, added_ms)"
                      + " values (:n, :v, :e, :s, :h, :h1, :m, :t)")
              .bind("n", number)
              .bind("v", r.version())
              .bind("e", r.epoch())
              .bind("s", r.sizeBytes())
              .bind("h", r.sha256())
              .bind("h1", r.sha1())
              .bind("m", r.md5())
              .bind("t", r.added().toEpochMilli())
              .execute();
          return new Added.Done(
              new Release(
                  number,
                  r.version(),
                  r.epoch(),
                  r.sizeBytes(),
                  r.sha256(),
                  r.sha1(),
                  r.md5(),
                  r.added()));
        });
  }

  /** Every release, newest first. */
  public List<Release> all() {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from release_file order by number desc")
                .map((rs, _) -> release(rs))
                .list());
  }

  /** The release of this version. */
  public Optional<Release> find(String version) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from release_file where version=:v")
                .bind("v", version)
                .map((rs, _) -> release(rs))
                .findOne());
  }

  /** The release with this number. */
  public Optional<Release> find(long number) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from release_file where number=:n")
                .bind("n", number)
                .map((rs, _) -> release(rs))
                .findOne());
  }

  /** Where the file of a release lies. */
  public Path file(Release release) {
    return folder.resolve(release.sha256());
  }

  /** Removes a release that no active order needs; false when there is none, or one does. */
  public synchronized boolean remove(String version) throws IOException {
    Optional<Release> release = find(version);
    boolean needed =
        orders().stream().anyMatch(o -> o.version().equals(version) && o.state().active());
    if (release.isEmpty() || needed) {
      return false;
    }
    jdbi.useHandle(
        h ->
            h.createUpdate("delete from release_file where version=:v")
                .bind("v", version)
                .execute());
    Files.deleteIfExists(file(release.get()));
    return true;
  }

  /** Orders a release; an order before it that has not ended is given up. */
  public synchronized Optional<Order> order(String gateway, String version, boolean forced) {
    if (find(version).isEmpty()) {
      return Optional.empty();
    }
    long now = clock.instant().toEpochMilli();
    return Optional.of(
        jdbi.inTransaction(
            h -> {
              h.createUpdate(
                      "update release_order set state='canceled', detail='replaced', changed_ms=:t"
                          + " where gateway=:g and state='pending'")
                  .bind("t", now)
                  .bind("g", gateway)
                  .execute();
              h.createUpdate(
                      "update release_order set state='canceling', detail='replaced',"
                          + " changed_ms=:t where gateway=:g and state='running'")
                  .bind("t", now)
                  .bind("g", gateway)
                  .execute();
              forgetOldest(h, gateway);
              long number =
                  h.createQuery("select coalesce(max(number), 0) + 1 from release_order")
                      .mapTo(Long.class)
                      .one();
              h.createUpdate(
                      "insert into release_order (number, gateway, version, forced, state, detail,"
                          + " made_ms, changed_ms) values (:n, :g, :v, :f, 'pending', '', :t, :t)")
                  .bind("n", number)
                  .bind("g", gateway)
                  .bind("v", version)
                  .bind("f", forced ? 1 : 0)
                  .bind("t", now)
                  .execute();
              return order(h, number).orElseThrow();
            }));
  }

  private static void forgetOldest(Handle h, String gateway) {
    List<Long> ended =
        h.createQuery(
                "select number from release_order where gateway=:g"
                    + " and state in ('finished', 'error', 'canceled') order by number desc")
            .bind("g", gateway)
            .mapTo(Long.class)
            .list();
    for (long number : ended.stream().skip(MAX_ORDERS - 1).toList()) {
      h.createUpdate("delete from release_feedback where order_number=:n")
          .bind("n", number)
          .execute();
      h.createUpdate("delete from release_order where number=:n").bind("n", number).execute();
    }
  }

  /** The order of this number. */
  public Optional<Order> order(long number) {
    return jdbi.withHandle(h -> order(h, number));
  }

  private static Optional<Order> order(Handle h, long number) {
    return h.createQuery("select * from release_order where number=:n")
        .bind("n", number)
        .map((rs, _) -> order(rs))
        .findOne();
  }

  /** Every order, newest first. */
  public List<Order> orders() {
    return jdbi.withHandle(
        h ->
            h.createQuery("select * from release_order order by number desc")
                .map((rs, _) -> order(rs))
                .list());
  }

  /** What the gateway is to do now: an order to be given up comes before the next one. */
  public Optional<Order> due(String gateway) {
    return jdbi.withHandle(
        h ->
            h
                .createQuery(
                    "select * from release_order where gateway=:g"
                        + " and state in ('pending', 'running', 'canceling') order by number")
                .bind("g", gateway)
                .map((rs, _) -> order(rs))
                .list()
                .stream()
                .min(
                    java.util.Comparator.comparingInt(
                            (Order o) -> o.state() == State.CANCELING ? 0 : 1)
                        .thenComparingLong(Order::number)));
  }

  /** The last order that the gateway finished. */
  public Optional<Order> finished(String gateway) {
    return jdbi.withHandle(
        h ->
            h.createQuery(
                    "select * from release_order where gateway=:g and state='finished'"
                        + " order by number desc limit 1")
                .bind("g", gateway)
                .map((rs, _) -> order(rs))
                .findOne());
  }

  /** Gives an order up; false when it has ended. */
  public boolean cancel(long number) {
    return jdbi.inTransaction(
        h -> {
          Optional<Order> order = order(h, number);
          if (order.isEmpty() || !order.get().state().active()) {
            return false;
          }
          move(
              h,
              number,
              order.get().state() == State.PENDING ? State.CANCELED : State.CANCELING,
              "given up by the operator");
          return true;
        });
  }

  /** The gateway has seen the order: it can no longer be withdrawn without its consent. */
  public void seen(Order order) {
    if (order.state() == State.PENDING) {
      jdbi.useHandle(h -> move(h, order.number(), State.RUNNING, order.detail()));
    }
  }

  /** Keeps what the gateway said about an active order, and moves it where that leads. */
  public synchronized void feedback(
      Order order, String execution, String finished, String detail, Optional<State> next) {
    jdbi.useTransaction(
        h -> {
          int kept =
              h.createQuery("select count(*) from release_feedback where order_number=:n")
                  .bind("n", order.number())
                  .mapTo(Integer.class)
                  .one();
          if (kept < MAX_FEEDBACK || next.filter(s -> !s.active()).isPresent()) {
            h.createUpdate(
                    "insert into release_feedback"
                        + " (order_number, place, at_ms, execution, finished, detail)"
                        + " values (:n, :p, :t, :e, :f, :d)")
                .bind("n", order.number())
                .bind("p", kept + 1)
                .bind("t", clock.instant().toEpochMilli())
                .bind("e", execution)
                .bind("f", finished)
                .bind("d", cut(detail))
                .execute();
          }
          move(h, order.number(), next.orElse(order.state()), detail);
        });
  }

  /** How many words of the gateway about an order are kept. */
  public int feedbackCount(long order) {
    return jdbi.withHandle(
        h ->
            h.createQuery("select count(*) from release_feedback where order_number=:n")
                .bind("n", order)
                .mapTo(Integer.class)
                .one());
  }

  private void move(Handle h, long number, State state, String detail) {
    h.createUpdate("update release_order set state=:s, detail=:d, changed_ms=:t where number=:n")
        .bind("s", state.word())
        .bind("d", cut(detail))
        .bind("t", clock.instant().toEpochMilli())
        .bind("n", number)
        .execute();
  }

  /** Whether the gateway should tell facts of itself: never told, or not since its last order. */
  public boolean factsDue(String gateway) {
    Optional<Long> told =
        jdbi.withHandle(
            h ->
                h.createQuery("select max(told_ms) from release_fact where gateway=:g")
                    .bind("g", gateway)
                    .mapTo(Long.class)
                    .findOne());
    return told.isEmpty()
        || finished(gateway)
            .filter(order -> order.changed().toEpochMilli() > told.get())
            .isPresent();
  }

  /** What the gateway told of itself. */
  public Map<String, String> facts(String gateway) {
    return jdbi.withHandle(
        h -> {
          Map<String, String> facts = new TreeMap<>();
          h.createQuery("select name, value from release_fact where gateway=:g")
              .bind("g", gateway)
              .map((rs, _) -> Map.entry(rs.getString("name"), rs.getString("value")))
              .forEach(fact -> facts.put(fact.getKey(), fact.getValue()));
          return facts;
        });
  }

  /**
   * Keeps facts.
   *
   * @param mode merge, replace or remove
   * @return false when there would be more than {@link #MAX_FACTS}
   */
  public synchronized boolean tell(String gateway, String mode, Map<String, String> told) {
    Map<String, String> facts = new TreeMap<>();
    if (!mode.equals("replace")) {
      facts.putAll(facts(gateway));
    }
    if (mode.equals("remove")) {
      facts.keySet().removeAll(told.keySet());
    } else {
      facts.putAll(told);
    }
    if (facts.size() > MAX_FACTS) {
      return false;
    }
    long now = clock.instant().toEpochMilli();
    jdbi.useTransaction(
        h -> {
          h.createUpdate("delete from release_fact where gateway=:g").bind("g", gateway).execute();
          facts.forEach(
              (name, value) ->
                  h.createUpdate(
                          "insert into release_fact (gateway, name, value, told_ms)"
                              + " values (:g, :n, :v, :t)")
                      .bind("g", gateway)
                      .bind("n", name)
                      .bind("v", value)
                      .bind("t", now)
                      .execute());
        });
    return true;
  }

  private Path upload() {
    return folder.resolve("upload.part");
  }

  private static Release release(ResultSet rs) throws SQLException {
    return new Release(
        rs.getLong("number"),
        rs.getString("version"),
        rs.getInt("epoch"),
        rs.getLong("size_bytes"),
        rs.getString("sha256"),
        rs.getString("sha1"),
        rs.getString("md5"),
        Instant.ofEpochMilli(rs.getLong("added_ms")));
  }

  private static Order order(ResultSet rs) throws SQLException {
    return new Order(
        rs.getLong("number"),
        rs.getString("gateway"),
        rs.getString("version"),
        rs.getInt("forced") == 1,
        State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
        rs.getString("detail"),
        Instant.ofEpochMilli(rs.getLong("made_ms")),
        Instant.ofEpochMilli(rs.getLong("changed_ms")));
  }

  private static int count(Handle h, String query) {
    return h.createQuery(query).mapTo(Integer.class).one();
  }

  private static String cut(String text) {
    String line = text.replaceAll("[\\p{Cntrl}]+", " ");
    return line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) : line;
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }
}
