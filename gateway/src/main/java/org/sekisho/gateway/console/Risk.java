package org.sekisho.gateway.console;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.model.system.LocalText;

/**
 * What a person is told before an operation that weakens security.
 *
 * @param id a word that the log names it by
 * @param version of the text; raised whenever the text changes
 * @param text what may happen
 */
public record Risk(String id, int version, LocalText text) {
  /** A service listens. */
  public static final Risk OPEN_PORT =
      new Risk(
          "open-port",
          1,
          new LocalText(
              "ポートを開くと、そこへ届く相手は誰でも接続を試みることができ、弱点があれば侵入や踏み台に使われるおそれがあります。"
                  + "必要な間だけ開き、使い終わったら閉じてください。",
              "Whoever reaches an open port can try to get in by it; a weakness behind it can let"
                  + " an intruder in or turn the gateway against others. Open it only as long as it"
                  + " is needed, and close it afterwards."));

  /** Filter rules are off. */
  public static final Risk FIREWALL_OFF =
      new Risk(
          "firewall-off",
          2,
          new LocalText(
              "開放している間は、この機器の所有者が許した範囲のすべての通信が通り、規則や仮想パッチ、通信量の制限では攻撃を防げません。"
                  + "原因を調べる間だけ使い、終わったらすぐに元に戻してください。",
              "While it is open, everything passes that the owner of the machine allows at all:"
                  + " rules, virtual patches and limits stop no attack. Use it only to find a"
                  + " fault, and undo it at once afterwards."));

  /** One more authority is trusted. */
  public static final Risk ADD_AUTHORITY =
      new Risk(
          "add-authority",
          2,
          new LocalText(
              "その認証局が証明書を出した相手は、対象の機器として接続できます。認証局が信用できないか鍵が盗まれると、"
                  + "偽の機器がうその計測値を送り、操作の指示を受け取るおそれがあります。",
              "Whoever has a certificate of this authority can connect as one of the chosen"
                  + " devices. If the authority cannot be trusted, or its key is stolen, a false"
                  + " device sends false readings and receives commands."));

  /** Weaker cryptography is allowed. */
  public static final Risk WEAKER_CIPHER =
      new Risk(
          "weaker-cipher",
          2,
          new LocalText(
              "古い暗号（CBC方式）には攻撃方法が知られており、機器との通信が盗聴または改ざんされるおそれがあります。" + "機器を更新または交換するまでの間だけ使ってください。",
              "Attacks on the old suites (CBC) are known: what devices send and receive can be read"
                  + " or changed on the way. Use them only until the devices are updated or"
                  + " replaced."));

  /** A password against the policy. */
  public static final Risk WEAK_PASSWORD =
      new Risk(
          "weak-password",
          1,
          new LocalText(
              "推測しやすいパスワードは短い時間で破られ、機器を乗っ取られるおそれがあります。",
              "A password that is easy to guess is found in a short time, and the device is"
                  + " somebody else's."));

  /** All devices lose their credentials. */
  public static final Risk REVOKE_ALL =
      new Risk(
          "revoke-all",
          1,
          new LocalText(
              "すべての機器の認証情報が無効になり、接続中の機器はすぐに切断されます。新しい認証情報を機器ごとに設定するまで、データの収集と制御は止まります。",
              "The credentials of all devices become void and devices are cut off at once. Until"
                  + " each has a new one, nothing is measured and nothing can be controlled."));

  /** A service stops. */
  public static final Risk SERVICE_OFF =
      new Risk(
          "service-off",
          1,
          new LocalText(
              "このサービスを止めると、それを使う人や機器は接続できなくなります。計測や制御が止まることがあります。",
              "People and devices that use this service cannot connect any more; measuring and"
                  + " control may stop."));

  /** Everything is reset. */
  public static final Risk FACTORY_RESET =
      new Risk(
          "factory-reset",
          1,
          new LocalText(
              "設定、利用者のデータ、登録情報がすべて消え、元に戻せません。",
              "Settings, data of users and the enrolment are erased and cannot be brought back."));

  /** Data is shared without protection. */
  public static final Risk UNPROTECTED_SHARE =
      new Risk(
          "unprotected-share",
          1,
          new LocalText(
              "保護のない共有や無線は、近くにいる誰でも内容を読み書きできます。",
              "Shares and radio without protection can be read and changed by anybody near."));

  /** Names are asked for elsewhere. */
  public static final Risk OTHER_NAME_SERVER =
      new Risk(
          "other-name-server",
          1,
          new LocalText(
              "信頼できないDNSサーバは、偽の接続先を答えることがあります。",
              "A name server that cannot be trusted can send the gateway to a false place."));

  /** The process may do more. */
  public static final Risk LESS_CONFINED =
      new Risk(
          "less-confined",
          1,
          new LocalText(
              "プログラムの隔離（サンドボックス）が弱まります。プログラムの弱点を突かれたとき、侵入者がこの機器のほかのファイルやプログラムにまで"
                  + "手を伸ばせるようになります。",
              "The program is confined less. When somebody uses a weakness of it, other files and"
                  + " programs of this machine are within reach."));

  /** The network defence is off. */
  public static final Risk DEFENCE_OFF =
      new Risk(
          "defence-off",
          1,
          new LocalText(
              "ファイアウォール、攻撃の検知、攻撃元の遮断が働かなくなります。インターネットや他の機器から直接届く場所では、この機器と配下の機器が"
                  + "そのまま攻撃にさらされます。",
              "Firewall, detection of attacks and blocking stop. Where the Internet or other"
                  + " machines reach the gateway directly, it and its devices are open to"
                  + " attack."));

  /** Attacks are seen later or not at all. */
  public static final Risk DETECTION_LESS =
      new Risk(
          "detection-less",
          1,
          new LocalText(
              "攻撃や異常に気づくのが遅れるか、気づけなくなります。遮断や警報が働かず、被害が広がるおそれがあります。",
              "Attacks and faults are noticed later, or not at all: nothing is blocked, nobody is"
                  + " told, and the damage grows."));

  /** Less is kept of what happened. */
  public static final Risk RECORDS_LESS =
      new Risk(
          "records-less",
          1,
          new LocalText(
              "ログに残る内容や期間が減ります。不正アクセスがあったとき、誰が何をしたかを後から確かめられないおそれがあります。",
              "Less is kept in the log, or for a shorter time: after an unauthorised access nobody"
                  + " may be able to tell who did what."));

  /** Guessing a password is easier. */
  public static final Risk DOORS_WEAKER =
      new Risk(
          "doors-weaker",
          1,
          new LocalText(
              "パスワードを何度も試す攻撃や、離席中の端末の悪用がしやすくなります。",
              "It gets easier to try many passwords, or to use a screen that somebody has left."));

  /** More passes between the networks. */
  public static final Risk MORE_REACH =
      new Risk(
          "more-reach",
          1,
          new LocalText(
              "機器やパソコンが通信できる範囲が広がります。乗っ取られた機器が情報を外へ送り出したり、他者への攻撃に使われたりするおそれがあります。",
              "Devices or computers may reach more than before. One that is taken over can send"
                  + " data out, or be turned against others."));

  /** Limits against floods are higher. */
  public static final Risk LIMITS_HIGHER =
      new Risk(
          "limits-higher",
          1,
          new LocalText(
              "大量の通信や操作を止める上限が緩みます。攻撃や故障した機器のために、この機器や相手先が働かなくなるおそれがあります。",
              "Limits against floods are looser: an attack or a broken device can bring this"
                  + " gateway or others to a standstill."));

  /** Somebody else commands. */
  public static final Risk OTHER_CENTRE =
      new Risk(
          "other-centre",
          1,
          new LocalText(
              "計測値の送り先、操作や更新を受け取る相手、または信頼の起点が変わります。相手が偽物であれば、データを盗まれ、"
                  + "機器を操られるおそれがあります。正しい相手であることを確かめてください。",
              "Where readings go, who sends commands or updates, or whom the gateway trusts"
                  + " changes. If that is somebody false, data is stolen and devices are moved."
                  + " Make sure that it is the right one."));

  /** Weaknesses stay longer. */
  public static final Risk LATE_UPDATES =
      new Risk(
          "late-updates",
          1,
          new LocalText(
              "更新が入るのが遅くなります。広く知られた弱点が残り、攻撃に使われるおそれがあります。",
              "Updates come later: weaknesses that are widely known stay, and are used."));

  /** An erasure leaves more behind. */
  public static final Risk SECRETS_REMAIN =
      new Risk(
          "secrets-remain",
          1,
          new LocalText(
              "廃棄や分解のときに消える範囲が狭くなります。手放した機器から秘密や個人のデータを読み出されるおそれがあります。",
              "Less is destroyed when the gateway is reset, opened or discarded: secrets and"
                  + " personal data can be read from it afterwards."));

  /** Nobody must confirm a configuration. */
  public static final Risk UNWATCHED_TRIAL =
      new Risk(
          "unwatched-trial",
          1,
          new LocalText(
              "これ以降の設定の切り替えは、人が確かめなくても確定します。設定を誤って画面に入れなくなっても、自動では元に戻りません。",
              "From then on a configuration stays without a person's word: whoever locks people"
                  + " out by mistake is not saved by the trial."));

  /** All of them by what people do: a test holds that each is told in both languages. */
  public static final Map<LocalText, Risk> OPERATIONS = operations();

  private static Map<LocalText, Risk> operations() {
    Map<LocalText, Risk> all = new LinkedHashMap<>();
    all.put(new LocalText("ポートを開く、サービスを開始する", "Opening a port, starting a service"), OPEN_PORT);
    all.put(new LocalText("サービスを停止する", "Stopping a service"), SERVICE_OFF);
    all.put(new LocalText("ファイアウォールを開放する", "Opening the firewall"), FIREWALL_OFF);
    all.put(new LocalText("認証局を追加する", "Adding an authority"), ADD_AUTHORITY);
    all.put(new LocalText("古い暗号を許可する", "Allowing old ciphers"), WEAKER_CIPHER);
    all.put(new LocalText("すべての機器を無効にする", "Revoking all devices"), REVOKE_ALL);
    all.put(new LocalText("出荷時状態リセット", "Factory reset"), FACTORY_RESET);
    all.put(
        new LocalText("弱いパスワード（この機器では設定できません）", "Weak passwords (refused by this gateway)"),
        WEAK_PASSWORD);
    all.put(
        new LocalText(
            "保護のない共有や無線（この機器にはありません）", "Shares and radio without protection (not in this gateway)"),
        UNPROTECTED_SHARE);
    all.put(
        new LocalText(
            "DNSサーバの変更（この機器の画面からはできません）", "Another name server (not changed on these pages)"),
        OTHER_NAME_SERVER);
    all.put(
        new LocalText("設定: 隔離（sandbox）を弱める", "Configuration: less confinement (sandbox)"),
        LESS_CONFINED);
    all.put(
        new LocalText(
            "設定: ネットワーク防御を使わない（network.guard）",
            "Configuration: no network defence (network.guard)"),
        DEFENCE_OFF);
    all.put(
        new LocalText(
            "設定: 検知と警報を弱める（network.detection、alerts、health）",
            "Configuration: less detection and alerts (network.detection, alerts, health)"),
        DETECTION_LESS);
    all.put(new LocalText("設定: ログを減らす（log）", "Configuration: less log (log)"), RECORDS_LESS);
    all.put(
        new LocalText(
            "設定: ログインの制限を緩める（access、console）", "Configuration: looser login (access, console)"),
        DOORS_WEAKER);
    all.put(
        new LocalText("設定: 通信できる範囲を広げる（network）", "Configuration: more reach (network)"),
        MORE_REACH);
    all.put(
        new LocalText(
            "設定: 上限を緩める（network.limits、field、commands）",
            "Configuration: higher limits (network.limits, field, commands)"),
        LIMITS_HIGHER);
    all.put(
        new LocalText(
            "設定: 相手先や信頼の起点を変える（wan、enrolment、update、model）",
            "Configuration: another centre or trust (wan, enrolment, update, model)"),
        OTHER_CENTRE);
    all.put(
        new LocalText("設定: 更新を遅らせる（update）", "Configuration: later updates (update)"),
        LATE_UPDATES);
    all.put(
        new LocalText("設定: 消去の範囲を狭める（disposal）", "Configuration: less erasure (disposal)"),
        SECRETS_REMAIN);
    all.put(
        new LocalText(
            "設定: 人の確認なしに確定する（configuration.confirm）",
            "Configuration: no person confirms (configuration.confirm)"),
        UNWATCHED_TRIAL);
    return Collections.unmodifiableMap(all);
  }

  /** All of them. */
  public static final List<Risk> ALL = List.copyOf(OPERATIONS.values());
}
