package org.sekisho.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.gateway.console.Action;
import org.sekisho.gateway.console.Block;
import org.sekisho.gateway.console.Block.Tone;
import org.sekisho.gateway.console.ConsoleSection;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.gateway.console.Screen;
import org.sekisho.gateway.console.Viewer;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.network.NetworkDefence.Standing;
import org.sekisho.gateway.weakening.GuardAnswers;
import org.sekisho.gateway.weakening.GuardWords;
import org.sekisho.guard.policy.NetworkPolicy;
import org.sekisho.guard.policy.NetworkSide;
import org.sekisho.guard.policy.Prefix;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The page of the network defence: how it stands, what it lets through, blocks. */
record NetworkScreen(NetworkDefence defence) implements ConsoleSection {
  private static final String APPLY = "apply";
  private static final String CONFIRM = "confirm";
  private static final String REVERT = "revert";
  private static final String BLOCK = "block";
  private static final String UNBLOCK = "unblock";
  private static final int MAX_BLOCK_MIN = 1_440;
  private static final Map<String, String> FUNCTIONS =
      Map.of(
          "packet filter", "パケットフィルタ",
          "address translation", "アドレス変換（NAT）",
          "packet and connection limits", "パケットと接続の制限",
          "source-address check", "送信元アドレスの検査",
          "detection of attacks on the network", "ネットワーク攻撃の検知",
          "blocking of sources", "攻撃元の遮断",
          "virtual patches", "仮想パッチ");

  @Override
  public String id() {
    return "network";
  }

  @Override
  public LocalText title() {
    return new LocalText("ネットワーク", "Network");
  }

  @Override
  public Map<Screen, Set<AccountRole>> readers() {
    return Map.of(Screen.MAINTAINERS, Screen.MAINTAINERS.roles());
  }

  @Override
  public List<Action> actions() {
    Action.Input address = Action.Input.text("address", "IPアドレス", "IP address");
    return List.of(
        Action.proven(APPLY, "規則を適用し直す", "Apply the rules again", EventKind.OPERATION),
        Action.simple(CONFIRM, "試用中の規則を確定", "Keep the rules on trial"),
        Action.proven(REVERT, "前の規則に戻す", "Take the rules back", EventKind.OPERATION),
        Action.proven(
            BLOCK,
            "アドレスを遮断",
            "Block an address",
            EventKind.OPERATION,
            address,
            Action.Input.text("minutes", "時間（分、1〜1440）", "Minutes, 1 to 1440")),
        Action.proven(UNBLOCK, "遮断を解除", "Unblock an address", EventKind.OPERATION, address));
  }

  @Override
  public List<Block> show(Viewer viewer) {
    List<Block> blocks = new ArrayList<>();
    Standing standing = defence.standing();
    List<Block.Fact> facts = new ArrayList<>();
    facts.add(
        Block.fact(
            "ファイアウォール",
            "Firewall",
            standing(standing),
            standing == Standing.ON
                ? Tone.GOOD
                : standing == Standing.ON_TRIAL || standing == Standing.OFF
                    ? Tone.CARE
                    : Tone.BAD));
    facts.add(Block.fact("いつから", "Since", Block.time(defence.since()), Tone.PLAIN));
    defence
        .detail()
        .ifPresent(said -> facts.add(Block.fact("詳細", "Detail", GuardWords.of(said), Tone.PLAIN)));
    facts.add(
        Block.fact(
            "規則の番号",
            "Number of the rules",
            Block.same(Long.toString(defence.generation())),
            Tone.PLAIN));
    blocks.add(new Block.Facts(facts));
    if (!defence.off().isEmpty()) {
      blocks.add(
          new Block.Note(
              new LocalText(
                  "働いていない機能: "
                      + String.join(
                          "、",
                          defence.off().stream().map(f -> FUNCTIONS.getOrDefault(f, f)).toList()),
                  "Functions that are off: " + String.join(", ", defence.off())),
              Tone.BAD));
    }
    if (!defence.weaknesses().isEmpty()) {
      blocks.add(
          new Block.Note(
              new LocalText("カーネルが受け付けなかったもの:", "What the kernel did not take:"), Tone.CARE));
      defence.weaknesses().forEach(w -> blocks.add(new Block.Note(GuardWords.of(w), Tone.PLAIN)));
    }
    blocks.add(new Block.Heading(new LocalText("通すもの", "What is let through")));
    blocks.add(open(defence.present()));
    if (defence.standing() == Standing.ON_TRIAL) {
      blocks.add(new Block.Heading(new LocalText("試用中の規則", "Rules on trial")));
      blocks.add(new Block.Form(CONFIRM));
      blocks.add(new Block.Form(REVERT));
    }
    blocks.add(new Block.Heading(new LocalText("遮断", "Blocks")));
    blocks.add(new Block.Form(BLOCK));
    blocks.add(new Block.Form(UNBLOCK));
    blocks.add(new Block.Heading(new LocalText("規則", "Rules")));
    blocks.add(new Block.Form(APPLY));
    return blocks;
  }

  private static Block open(NetworkPolicy policy) {
    List<Block.Row> rows = new ArrayList<>();
    for (NetworkPolicy.Service service : policy.services()) {
      rows.add(
          row(
              new LocalText("この機器のサービス", "service of this gateway"),
              service.id(),
              service.transport().word() + "/" + service.ports(),
              new LocalText(
                  String.join(
                      "、", service.from().stream().sorted().map(s -> side(s).ja()).toList()),
                  String.join(
                      ", ", service.from().stream().sorted().map(s -> side(s).en()).toList()))));
    }
    for (NetworkPolicy.Forward forward : policy.forwards()) {
      rows.add(
          row(
              new LocalText("ポート転送", "port forward"),
              forward.id(),
              forward.transport().word()
                  + "/"
                  + forward.port()
                  + " → "
                  + forward.target().getHostAddress()
                  + " "
                  + forward.targetPort(),
              side(NetworkSide.WAN)));
    }
    for (NetworkPolicy.Flow flow : policy.flows()) {
      rows.add(
          row(
              new LocalText("機器からの通信", "flow of a device"),
              flow.device(),
              flow.transport().word()
                  + "/"
                  + flow.ports()
                  + " → "
                  + flow.to().word().toUpperCase(java.util.Locale.ROOT),
              side(NetworkSide.FIELD)));
    }
    return new Block.Table(
        List.of(
            new LocalText("種類", "Kind"),
            new LocalText("名前", "Name"),
            new LocalText("ポート", "Port"),
            new LocalText("どちら側から", "From")),
        rows,
        new LocalText("外から通すものはありません。", "Nothing is let in."));
  }

  private static Block.Row row(LocalText kind, String name, String port, LocalText from) {
    return new Block.Row(
        "", List.of(kind, Block.same(name), Block.same(port), from), Tone.PLAIN, List.of());
  }

  private static LocalText side(NetworkSide side) {
    return switch (side) {
      case WAN -> new LocalText("WAN側", "the WAN");
      case FIELD -> new LocalText("機器側", "the devices' side");
      case LAN -> new LocalText("LAN側", "the LAN");
    };
  }

  private static LocalText standing(Standing standing) {
    return switch (standing) {
      case OFF -> new LocalText("設定されていません", "not set up");
      case UNREACHABLE ->
          new LocalText(
              "防御プログラム（guard）に接続できません（前の規則はカーネルに残ります）",
              "the guard cannot be reached; its last rules stay in the kernel");
      case REFUSED -> new LocalText("規則が拒否されました", "the rules were refused");
      case ON_TRIAL -> new LocalText("新しい規則を試用中", "new rules are on trial");
      case EASED -> new LocalText("一時的に開放中", "open for a time");
      case REVERTED -> new LocalText("前の規則に戻りました", "the former rules hold again");
      case ON -> new LocalText("動作中", "on");
    };
  }

  @Override
  public Outcome act(String action, Map<String, String> input, Viewer viewer) {
    try {
      return GuardAnswers.told(
          switch (action) {
            case APPLY -> defence.applyAgain();
            case CONFIRM -> defence.confirm();
            case REVERT -> defence.revert();
            case BLOCK -> defence.block(address(input), minutes(input));
            default -> defence.unblock(address(input));
          },
          "実行しました。",
          "Done.");
    } catch (IllegalArgumentException e) {
      return Outcome.refused(
          action.equals(BLOCK)
              ? new LocalText(
                  "IPアドレス（例 203.0.113.9）と、1〜1440の分を入力してください。",
                  "Enter an IP address such as 203.0.113.9, and 1 to 1440 minutes.")
              : new LocalText(
                  "IPアドレス（例 203.0.113.9）を入力してください。", "Enter an IP address such as 203.0.113.9."));
    }
  }

  private static InetAddress address(Map<String, String> input) {
    return Prefix.numeric(input.getOrDefault("address", "").strip());
  }

  private static Duration minutes(Map<String, String> input) {
    String text = input.getOrDefault("minutes", "").strip();
    int minutes = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
    if (minutes < 1 || minutes > MAX_BLOCK_MIN) {
      throw new IllegalArgumentException("minutes");
    }
    return Duration.ofMinutes(minutes);
  }
}
