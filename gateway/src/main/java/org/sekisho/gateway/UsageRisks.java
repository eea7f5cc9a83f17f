package org.sekisho.gateway;

import java.util.List;
import org.sekisho.gateway.console.Manual;
import org.sekisho.gateway.console.Manual.Chapter;
import org.sekisho.gateway.console.Services;
import org.sekisho.gateway.network.NetworkDefence;
import org.sekisho.gateway.weakening.WeakeningDesk;

/** The chapters of the manual that follow from how this gateway is set up. */
final class UsageRisks {
  private UsageRisks() {}

  static Manual manual(
      GatewayConfig config, Services services, NetworkDefence defence, WeakeningDesk weakening) {
    boolean onWan = config.console().map(c -> c.maintainersOnWan()).orElse(false);
    return new Manual(
        List.of(
            Chapter.of(
                "保護が弱められています",
                "Protection is weakened",
                "状態の画面に、どの保護がいつから弱められているかを表示しています。その間は攻撃を受けやすくなります。不要になったら「元に戻す」を押してください。",
                "The state page says which protection is weakened, and since when. Until it is"
                    + " undone, attacks are easier. Press \"Undo\" when it is needed no more.",
                () -> !weakening.weakened().isEmpty()),
            Chapter.of(
                "ネットワーク防御なしでの使用",
                "Use without the network defence",
                "ファイアウォールと攻撃の検知が働いていません。インターネットや他の機器から直接届く場所では使わないでください。",
                "Firewall and detection are off. Do not use the gateway where the Internet or other"
                    + " machines reach it directly.",
                () -> !defence.off().isEmpty()),
            Chapter.of(
                "機器の接続",
                "Devices that connect",
                "機器のパスワードや証明書を知る人は、その機器になりすまして、うその値を送れます。人に渡さず、機器を手放すときは「機器」の画面で無効にしてください。",
                "Whoever knows the password or key of a device can pose as it and send false"
                    + " readings. Give them to nobody, and revoke a device under Devices before you"
                    + " part with it.",
                () -> services.all().stream().anyMatch(s -> s.id().equals("field-mqtt") && s.on())),
            Chapter.of(
                "上位システムからの操作",
                "Commands from the head-end",
                "離れた場所から機器を動かせます。動かしたときにけがや損害が起きうる機器は、動作範囲と許可を必要最小限にしてください。",
                "Devices can be moved from afar. Where that can hurt somebody or do damage, keep"
                    + " ranges and permissions as narrow as possible.",
                () -> true),
            Chapter.of(
                "一般利用者の画面",
                "The users' screen",
                "この画面に入れる人は、在宅や生活の様子を推測できる計測の状態を見られます。パスワードを共有せず、使い終わったらログアウトしてください。",
                "Whoever gets in sees when things are measured, and may guess who is at home. Do"
                    + " not share the password, and log out afterwards.",
                () ->
                    services.all().stream()
                        .anyMatch(s -> s.id().equals("console-users") && s.on())),
            Chapter.of(
                "保守者の画面",
                "The maintainers' screen",
                "この画面に入れる人は、保護を弱めたり、すべてを消去したりできます。2段階認証の機器と回復コードを安全に保管し、共用の端末では使わないでください。",
                "Whoever gets in can weaken protection or erase everything. Keep authenticator and"
                    + " recovery codes safe, and do not use shared computers.",
                () -> true),
            Chapter.of(
                "WAN側から届く保守者の画面",
                "A maintainers' screen that the WAN reaches",
                "保守者の画面がWAN側に公開されています。世界中からログインを試みられます。VPNを使うか、公開をやめてください。",
                "The maintainers' screen listens on the side of the WAN: the whole world can try to"
                    + " log in. Use a VPN, or close it.",
                () -> onWan),
            Chapter.of(
                "ポート転送",
                "Port forwards",
                "WAN側のポートが内側の機器につながっています。その機器の弱点は、外から直接攻撃されます。接続元を限り、機器を最新に保ってください。",
                "Ports of the WAN side lead to machines inside: their weaknesses can be attacked"
                    + " from outside. Narrow down who may connect, and keep those machines up to"
                    + " date.",
                () -> !defence.policy().forwards().isEmpty()),
            Chapter.of(
                "機器からインターネットへの通信",
                "Devices that may go out",
                "一部の機器が外と直接通信できます。乗っ取られた機器が情報を送り出したり、他者への攻撃に使われたりするおそれがあります。",
                "Some devices may talk to the outside directly. One that is taken over can send"
                    + " data out, or be turned against others.",
                () -> !defence.policy().flows().isEmpty() || defence.policy().lanToWan()),
            Chapter.of(
                "知らない機器の許容",
                "Unknown devices are let in",
                "登録していない機器も、機器側のネットワークに接続できます。身に覚えのない機器がないか、ときどき確かめてください。",
                "Machines that are not registered can be in the devices' network. Look now and then"
                    + " whether there are any that you do not know.",
                () -> !config.network().onlyKnownDevices()),
            Chapter.of(
                "手動の更新",
                "Updates by hand",
                "更新は自動では入りません。古いプログラムの弱点は広く知られ、攻撃に使われます。お知らせが出たら、すぐに更新してください。",
                "Updates are not installed by themselves. Weaknesses of old programs are widely"
                    + " known and used. Install an update as soon as it is announced.",
                () -> !config.update().automatic())));
  }
}
