package org.sekisho.gateway.weakening;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.gateway.console.Risk;
import org.sekisho.gateway.console.WeakenedBoard;
import org.sekisho.gateway.device.DeviceAuthority;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.network.Opening;
import org.sekisho.gateway.weakening.Weakening.Kind;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.PortRange;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.guard.policy.Transport;
import org.sekisho.model.system.LocalText;

/**
 * Lowers protections and raises them again. What was kept comes back after a restart, what is only
 * on trial or for a time does not. Thread-safe.
 */
public final class WeakeningDesk implements WeakenedBoard {
  /** Protections that can be lowered at once. */
  public static final int MOST = 16;

  /** Authorities among them. */
  public static final int MOST_AUTHORITIES = 4;

  private static final String TRANSPORT = "transport";
  private static final String PORT = "port";
  private static final String FROM = "from";
  private static final String SOURCE = "source";
  private static final String TARGET = "target";
  private static final String TARGET_PORT = "target-port";
  private static final String PEM = "pem";
  private static final String FILTER = "filter";
  private static final String OLD_CIPHERS = "old-ciphers";
  private static final String AUTHORITY = "authority-";
  private static final Outcome FULL =
      Outcome.refused(
          new LocalText(
              "弱めている保護が" + MOST + "件あります。先に元に戻してください。",
              MOST + " protections are weakened already; undo one first."));

  private final WeakeningFile file;
  private final NetworkDefence defence;
  private final FieldSide field;
  private final InstantSource clock;
  private final Map<String, Weakening> all = new LinkedHashMap<>();

  /**
   * A desk that has lowered nothing yet.
   *
   * @param file what stays lowered over a restart; need not exist
   */
  public WeakeningDesk(Path file, NetworkDefence defence, FieldSide field, InstantSource clock) {
    this.file = new WeakeningFile(file);
    this.defence = defence;
    this.field = field;
    this.clock = clock;
  }

  /** Lowers again what was kept; before defence and field are started. */
  public synchronized WeakeningDesk restore() {
    List<Opening> openings = new ArrayList<>();
    for (Weakening one : file.read()) {
      if (all.size() < MOST && restored(one, openings)) {
        all.put(one.id(), one);
      }
    }
    defence.restore(openings);
    defence.onOpenings(this::looked);
    looked();
    return this;
  }

  private boolean restored(Weakening one, List<Opening> openings) {
    return switch (one.kind()) {
      case PORT, FORWARD -> {
        Optional<Opening> opening = opening(one.kind(), one.what());
        opening.ifPresent(openings::add);
        yield opening.isPresent();
      }
      case FILTER -> false;
      case AUTHORITY ->
          switch (DeviceAuthority.read(one.what(PEM), clock.instant())) {
            case DeviceAuthority.Read.Fit(DeviceAuthority authority) -> {
              field.credentials().restoreAuthority(authority);
              yield true;
            }
            case DeviceAuthority.Read.Refused _ -> false;
          };
      case OLD_CIPHERS -> {
        field.oldCiphers(true);
        yield true;
      }
    };
  }

  /** Forgets what the defence does not hold any more, and keeps what was confirmed. */
  private synchronized void looked() {
    Set<String> present =
        defence.openings().present().stream().map(Opening::id).collect(Collectors.toSet());
    boolean eased = defence.easedUntil().isPresent();
    all.values()
        .removeIf(
            w ->
                switch (w.kind()) {
                  case PORT, FORWARD -> !present.contains(w.id());
                  case FILTER -> !eased;
                  case AUTHORITY, OLD_CIPHERS -> false;
                });
    write();
  }

  private void write() {
    Set<String> kept =
        defence.openings().kept().stream().map(Opening::id).collect(Collectors.toSet());
    file.write(
        all.values().stream()
            .filter(
                w ->
                    switch (w.kind()) {
                      case PORT, FORWARD -> kept.contains(w.id());
                      case FILTER -> false;
                      case AUTHORITY, OLD_CIPHERS -> true;
                    })
            .toList());
  }

  private synchronized boolean room(String id) {
    return all.size() < MOST || all.containsKey(id);
  }

  private synchronized void note(
      String id, Kind kind, Map<String, String> what, String account, Risk risk) {
    all.put(
        id,
        new Weakening(id, kind, what, clock.instant(), account, risk.id() + "/" + risk.version()));
    write();
  }

  private synchronized void forget(String id) {
    all.remove(id);
    write();
  }

  // --- the network

  /** Opens a port, on trial; the input's texts are untrusted. */
  Outcome open(Kind kind, Map<String, String> input, String account) {
    Map<String, String> what = new LinkedHashMap<>();
    for (String name : List.of(TRANSPORT, PORT, FROM, SOURCE, TARGET, TARGET_PORT)) {
      what.put(name, input.getOrDefault(name, "").strip());
    }
    Optional<Opening> opening = opening(kind, what);
    if (opening.isEmpty()) {
      return Outcome.refused(
          kind == Kind.PORT
              ? new LocalText(
                  "ポートは1〜65535の数字、接続元はIPアドレスか範囲（例 192.168.1.0/24）で入力してください。",
                  "The port must be a number from 1 to 65535; who may connect, an IP address or a"
                      + " range such as 192.168.1.0/24.")
              : new LocalText(
                  "ポートは1〜65535の数字、転送先はIPアドレス（例 192.168.1.20）で入力してください。",
                  "Ports must be numbers from 1 to 65535; the target, an IP address such as"
                      + " 192.168.1.20."));
    }
    String id = opening.get().id();
    if (!room(id)) {
      return FULL;
    }
    Outcome outcome =
        GuardAnswers.told(
            defence.open(opening.get()),
            "開きました。つながることを確かめて、時間内に「確定」を押してください。押さなければ自動的に閉じます。",
            "It is open. See that everything still works and press \"Keep it\" in time; otherwise"
                + " it closes by itself.");
    if (outcome.done()) {
      note(id, kind, what, account, Risk.OPEN_PORT);
    }
    return outcome;
  }

  private static Optional<Opening> opening(Kind kind, Map<String, String> what) {
    try {
      Transport transport = transport(what.getOrDefault(TRANSPORT, ""));
      int port = Integer.parseInt(what.getOrDefault(PORT, ""));
      String source = what.getOrDefault(SOURCE, "");
      List<Prefix> sources = source.isEmpty() ? List.of() : List.of(Prefix.parse(source));
      if (kind == Kind.PORT) {
        NetworkSide from = side(what.getOrDefault(FROM, ""));
        return Optional.of(
            new Opening.Port(
                new NetworkPolicy.Service(
                    "opened-%s-%d-%s".formatted(transport.word(), port, from.word()),
                    transport,
                    PortRange.of(port),
                    Set.of(from),
                    sources,
                    List.of())));
      }
      InetAddress target = Prefix.numeric(what.getOrDefault(TARGET, ""));
      String targetPort = what.getOrDefault(TARGET_PORT, "");
      return Optional.of(
          new Opening.Inward(
              new NetworkPolicy.Forward(
                  "opened-inward-%s-%d".formatted(transport.word(), port),
                  transport,
                  port,
                  target,
                  targetPort.isEmpty() ? port : Integer.parseInt(targetPort),
                  sources)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Transport transport(String word) {
    return Stream.of(Transport.values())
        .filter(t -> t.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("transport"));
  }

  private static NetworkSide side(String word) {
    return Stream.of(NetworkSide.values())
        .filter(s -> s.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("side"));
  }

  /** Keeps what is on trial. */
  Outcome keep() {
    return GuardAnswers.told(defence.confirm(), "確定しました。", "It is kept.");
  }

  /** Whether something is open on trial. */
  boolean onTrial() {
    return defence.openings().tried().isPresent();
  }

  /** Opens the filter as far as the guard's file allows. */
  Outcome ease(Duration time, String account) {
    if (!room(FILTER)) {
      return FULL;
    }
    Outcome outcome =
        GuardAnswers.told(
            defence.ease(time),
            time.toMinutes() + "分間開放します。時間が来ると自動的に元に戻ります。",
            "The filter is open for %d min; then it comes back by itself."
                .formatted(time.toMinutes()));
    if (outcome.done()) {
      note(FILTER, Kind.FILTER, Map.of(), account, Risk.FIREWALL_OFF);
    }
    return outcome;
  }

  // --- the field

  /**
   * Trusts an authority for devices.
   *
   * @param device one device; empty for all that have no credential
   */
  Outcome trust(String pem, String device, String account) {
    return switch (DeviceAuthority.read(pem, clock.instant())) {
      case DeviceAuthority.Read.Refused(DeviceAuthority.Unfit why) -> Outcome.refused(unfit(why));
      case DeviceAuthority.Read.Fit(DeviceAuthority authority) ->
          trust(authority, pem, device, account);
    };
  }

  private synchronized Outcome trust(
      DeviceAuthority authority, String pem, String device, String account) {
    String id = AUTHORITY + authority.sha256().substring(0, 32);
    long present = all.values().stream().filter(w -> w.kind() == Kind.AUTHORITY).count();
    if (!all.containsKey(id) && present >= MOST_AUTHORITIES) {
      return Outcome.refused(
          new LocalText(
              "認証局は" + MOST_AUTHORITIES + "つまでです。",
              "At most " + MOST_AUTHORITIES + " authorities can be added."));
    }
    Set<String> devices =
        device.isEmpty() ? field.credentials().withoutCredential() : Set.of(device);
    if (devices.isEmpty()) {
      return Outcome.refused(
          new LocalText(
              "認証情報のない機器がありません。機器を1つ選んでください。",
              "Every device has a credential; choose one device."));
    }
    String name = authority.certificate().getSubjectX500Principal().getName();
    if (!room(id)) {
      return FULL;
    }
    note(
        id,
        Kind.AUTHORITY,
        Map.of(PEM, pem, "name", name, "sha256", authority.sha256()),
        account,
        Risk.ADD_AUTHORITY);
    List<String> trusted = field.credentials().trustAuthority(authority, devices);
    String names = String.join(", ", trusted);
    return Outcome.done(
            "認証局を追加しました。対象の機器: " + names, "The authority is trusted, for these devices: " + names)
        .noted("authority sha256:" + authority.sha256() + " for " + names);
  }

  private static LocalText unfit(DeviceAuthority.Unfit why) {
    return switch (why) {
      case NOT_ONE_CERTIFICATE ->
          new LocalText(
              "PEM形式の証明書を1つだけ貼り付けてください（-----BEGIN CERTIFICATE----- から）。",
              "Paste exactly one certificate in PEM form, from -----BEGIN CERTIFICATE----- on.");
      case NO_AUTHORITY ->
          new LocalText(
              "これは認証局の証明書ではありません（CA:TRUE がありません）。",
              "This is not the certificate of an authority (it lacks CA:TRUE).");
      case OUT_OF_TIME ->
          new LocalText("この証明書は有効期間外です。", "This certificate is not valid yet, or no longer.");
      case WEAK ->
          new LocalText(
              "この証明書の鍵か署名方式が弱すぎます（RSA 2048ビット以上またはEC 256ビット以上、SHA-256以上）。",
              "Its key or signature is too weak: RSA of 2048 bits or EC of 256 bits at least, and"
                  + " SHA-256 or better.");
    };
  }

  /** Lets devices use old cipher suites. */
  synchronized Outcome oldCiphers(String account) {
    if (all.containsKey(OLD_CIPHERS)) {
      return Outcome.refused(new LocalText("すでに許可しています。", "They are allowed already."));
    }
    if (!room(OLD_CIPHERS)) {
      return FULL;
    }
    note(OLD_CIPHERS, Kind.OLD_CIPHERS, Map.of(), account, Risk.WEAKER_CIPHER);
    field.oldCiphers(true);
    return Outcome.done("古い暗号を許可しました。", "Old cipher suites are allowed.");
  }

  // --- the board

  @Override
  public List<Weakened> weakened() {
    Optional<Instant> eased = defence.easedUntil();
    synchronized (this) {
      return all.values().stream()
          .map(
              w ->
                  new Weakened(
                      w.id(),
                      described(w),
                      w.since(),
                      w.kind() == Kind.FILTER ? eased : Optional.empty(),
                      w.account()))
          .toList();
    }
  }

  private LocalText described(Weakening w) {
    String port = w.what(TRANSPORT) + "/" + w.what(PORT);
    boolean open = w.kind() == Kind.PORT || w.kind() == Kind.FORWARD;
    boolean kept = !open || defence.openings().kept().stream().anyMatch(o -> o.id().equals(w.id()));
    String source = w.what(SOURCE).isEmpty() ? "" : " " + w.what(SOURCE);
    LocalText text =
        switch (w.kind()) {
          case PORT -> {
            String side = w.what(FROM).toUpperCase(Locale.ROOT);
            LocalText from =
                side.equals("FIELD")
                    ? new LocalText("機器側", "the devices' side")
                    : new LocalText(side + "側", "the " + side);
            yield new LocalText(
                "開いたポート " + port + "（" + from.ja() + source + "から）",
                "Open port " + port + ", from " + from.en() + source);
          }
          case FORWARD -> {
            String target =
                w.what(TARGET)
                    + " "
                    + (w.what(TARGET_PORT).isEmpty() ? w.what(PORT) : w.what(TARGET_PORT));
            yield new LocalText(
                "ポート転送 "
                    + port
                    + " → "
                    + target
                    + (source.isEmpty() ? "" : "（" + source.strip() + "から）"),
                "Port forward "
                    + port
                    + " → "
                    + target
                    + (source.isEmpty() ? "" : ", from" + source));
          }
          case FILTER -> new LocalText("ファイアウォールの一時的な開放", "The firewall is open for a time");
          case AUTHORITY ->
              new LocalText("追加した認証局 " + w.what("name"), "Added authority " + w.what("name"));
          case OLD_CIPHERS ->
              new LocalText("機器との通信での古い暗号の許可", "Old cipher suites for devices are allowed");
        };
    return kept ? text : new LocalText(text.ja() + " ― 試用中", text.en() + " – on trial");
  }

  @Override
  public Outcome undo(String id) {
    Optional<Weakening> found;
    synchronized (this) {
      found = Optional.ofNullable(all.get(id));
    }
    if (found.isEmpty()) {
      return Outcome.refused(Outcome.NO_SUCH_THING);
    }
    String ja = "元に戻しました。";
    String en = "It is undone.";
    return switch (found.get().kind()) {
      case PORT, FORWARD -> GuardAnswers.told(defence.close(id), ja, en);
      case FILTER -> GuardAnswers.told(defence.revert(), ja, en);
      case AUTHORITY -> {
        forget(id);
        field.credentials().removeAuthority(found.get().what("sha256"));
        yield Outcome.done(ja, en);
      }
      case OLD_CIPHERS -> {
        forget(id);
        field.oldCiphers(false);
        yield Outcome.done(ja, en);
      }
    };
  }
}
