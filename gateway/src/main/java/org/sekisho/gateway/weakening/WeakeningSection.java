package org.sekisho.gateway.weakening;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.sekisho.gateway.console.Action;
import org.sekisho.gateway.console.Block;
import org.sekisho.gateway.console.ConsoleSection;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.gateway.console.Risk;
import org.sekisho.gateway.console.Screen;
import org.sekisho.gateway.console.Viewer;
import org.sekisho.gateway.console.WeakenedBoard;
import org.sekisho.gateway.weakening.Weakening.Kind;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The page on which a maintainer lowers protections. */
public final class WeakeningSection implements ConsoleSection {
  private static final String OPEN_PORT = "open-port";
  private static final String OPEN_FORWARD = "open-forward";
  private static final String EASE = "open-filter";
  private static final String TRUST = "add-authority";
  private static final String OLD_CIPHERS = "old-ciphers";
  private static final String KEEP = "keep";
  private static final String UNDO = "undo";
  private static final String MINUTES = "minutes";

  private final WeakeningDesk desk;
  private final Duration easeMost;
  private final List<Action> actions;

  /**
   * The page.
   *
   * @param easeMost how long the filter may be open
   * @param devices devices of this gateway
   */
  public WeakeningSection(WeakeningDesk desk, Duration easeMost, List<Component> devices) {
    this.desk = desk;
    this.easeMost = easeMost;
    Action.Input transport =
        Action.Input.choice(
            "transport",
            "プロトコル",
            "Protocol",
            List.of(
                new Action.Choice("tcp", Block.same("TCP")),
                new Action.Choice("udp", Block.same("UDP"))));
    Action.Input source =
        Action.Input.text(
            "source", "接続元のIPアドレスか範囲（空欄はすべて）", "Who may connect: address or range; empty for all");
    List<Action.Choice> whose = new ArrayList<>();
    whose.add(
        new Action.Choice("", new LocalText("認証情報のないすべての機器", "all devices without a credential")));
    devices.forEach(d -> whose.add(new Action.Choice(d.id(), d.name())));
    this.actions =
        List.of(
            Action.simple(KEEP, "確定", "Keep it"),
            Action.simple(UNDO, "元に戻す", "Undo"),
            Action.dangerous(
                OPEN_PORT,
                "この機器のポートを開く",
                "Open a port of this gateway",
                Risk.OPEN_PORT,
                transport,
                Action.Input.text("port", "ポート番号（1〜65535）", "Port, 1 to 65535"),
                Action.Input.choice(
                    "from",
                    "どちら側から",
                    "From",
                    List.of(
                        new Action.Choice("lan", new LocalText("LAN側", "the LAN")),
                        new Action.Choice("field", new LocalText("機器側", "the devices' side")),
                        new Action.Choice("wan", new LocalText("WAN側", "the WAN")))),
                source),
            Action.dangerous(
                OPEN_FORWARD,
                "WAN側のポートを内側へ転送",
                "Forward a port of the WAN side",
                Risk.OPEN_PORT,
                transport,
                Action.Input.text("port", "WAN側のポート番号", "Port on the WAN side"),
                Action.Input.text("target", "転送先のIPアドレス", "IP address inside"),
                Action.Input.text(
                    "target-port", "転送先のポート番号（空欄は同じ）", "Port inside; empty for the same"),
                source),
            Action.dangerous(
                EASE,
                "ファイアウォールを一時的に開放",
                "Open the firewall for a time",
                Risk.FIREWALL_OFF,
                Action.Input.choice(
                    MINUTES,
                    "時間",
                    "How long",
                    Stream.of(10, 5, 1)
                        .filter(m -> m <= easeMost.toMinutes())
                        .map(
                            m ->
                                new Action.Choice(
                                    Integer.toString(m), new LocalText(m + "分", m + " min")))
                        .toList())),
            Action.dangerous(
                TRUST,
                "機器の認証局を追加",
                "Add an authority for devices",
                Risk.ADD_AUTHORITY,
                Action.Input.lines("pem", "認証局の証明書（PEM）", "Certificate of the authority (PEM)"),
                Action.Input.choice("device", "対象の機器", "For", whose)),
            Action.dangerous(
                OLD_CIPHERS, "機器の古い暗号を許可", "Allow old cipher suites", Risk.WEAKER_CIPHER));
  }

  @Override
  public String id() {
    return "weakening";
  }

  @Override
  public LocalText title() {
    return new LocalText("保護を弱める操作", "Weaken protection");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public List<Action> actions() {
    return actions;
  }

  @Override
  public List<Block> show(Viewer viewer) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(WeakenedBoard.table(desk.weakened(), UNDO));
    if (desk.onTrial()) {
      blocks.add(
          Block.note(
              "試用中です。確定しなければ、まもなく自動的に閉じます。",
              "On trial: unless it is kept it closes by itself in a moment."));
      blocks.add(new Block.Form(KEEP));
    }
    if (viewer.role() != AccountRole.MAINTAINER) {
      return blocks;
    }
    heading(blocks, "ポートを開く", "Open a port");
    blocks.add(
        Block.note(
            "設定の規則に加えて開きます。開いた直後は試用で、確定すると再起動後も続きます。",
            "Opens it beside what the configuration allows: first on trial; once kept, also after"
                + " a restart."));
    blocks.add(new Block.Form(OPEN_PORT));
    blocks.add(new Block.Form(OPEN_FORWARD));
    heading(blocks, "ファイアウォール", "Firewall");
    blocks.add(
        Block.note(
            "完全に止めることはできません。この機器の所有者の設定（guard.yaml）が許す範囲で開放し、最長"
                + easeMost.toMinutes()
                + "分で自動的に元に戻ります。",
            "It cannot be switched off wholly. It opens as far as the owner's file (guard.yaml)"
                + " allows, and comes back by itself after at most "
                + easeMost.toMinutes()
                + " min."));
    blocks.add(new Block.Form(EASE));
    heading(blocks, "機器の認証局", "Authorities for devices");
    blocks.add(
        Block.note(
            "この認証局の証明書で、名前（CN）が機器のIDと同じものを、その機器として受け入れます。対象の機器の今の認証情報は無効になります。",
            "Certificates of this authority whose name (CN) is the id of a device are taken for"
                + " that device. What the chosen device has as credential now becomes void."));
    blocks.add(new Block.Form(TRUST));
    heading(blocks, "暗号", "Ciphers");
    blocks.add(
        Block.note(
            "TLS 1.2のCBC方式しか使えない古い機器のためのものです。TLS 1.1以前や前方秘匿性のない方式は使えません。",
            "For old devices that know only the CBC suites of TLS 1.2. TLS before 1.2, and suites"
                + " without forward secrecy, are never available."));
    blocks.add(new Block.Form(OLD_CIPHERS));
    return blocks;
  }

  private static void heading(List<Block> blocks, String ja, String en) {
    blocks.add(new Block.Heading(new LocalText(ja, en)));
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    return switch (action) {
      case OPEN_PORT -> desk.open(Kind.PORT, input, viewer.account());
      case OPEN_FORWARD -> desk.open(Kind.FORWARD, input, viewer.account());
      case KEEP -> desk.keep();
      case UNDO -> desk.undo(input.getOrDefault("key", ""));
      case EASE -> {
        String minutes = input.getOrDefault(MINUTES, "");
        boolean fits =
            minutes.matches("[1-9]|10") && Integer.parseInt(minutes) <= easeMost.toMinutes();
        yield fits
            ? desk.ease(Duration.ofMinutes(Integer.parseInt(minutes)), viewer.account())
            : Outcome.refused(
                new LocalText(
                    "時間は1〜" + easeMost.toMinutes() + "分です。",
                    "Choose 1 to " + easeMost.toMinutes() + " min."));
      }
      case TRUST -> {
        String device = input.getOrDefault("device", "");
        boolean known =
            actions.stream()
                .filter(a -> a.id().equals(TRUST))
                .flatMap(a -> a.inputs().stream())
                .flatMap(i -> i.choices().stream())
                .anyMatch(c -> c.value().equals(device));
        yield known
            ? desk.trust(input.getOrDefault("pem", ""), device, viewer.account())
            : Outcome.refused(Outcome.NO_SUCH_THING);
      }
      case OLD_CIPHERS -> desk.oldCiphers(viewer.account());
      default -> Outcome.refused(Outcome.NO_SUCH_THING);
    };
  }
}
