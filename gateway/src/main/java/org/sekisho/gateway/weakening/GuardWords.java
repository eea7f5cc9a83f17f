package org.sekisho.gateway.weakening;

import org.sekisho.guard.policy.Remark;
import org.sekisho.model.system.LocalText;

/** What guard and network defence say, in the languages of the pages. */
public final class GuardWords {
  private GuardWords() {}

  /** The remark with its values. */
  public static LocalText of(Remark remark) {
    return new LocalText(remark.worded(japanese(remark.code())), remark.toString());
  }

  private static String japanese(Remark.Code code) {
    return switch (code) {
      case OTHER_INTERFACES -> "インタフェースの設定が guard.yaml と一致しません";
      case WAN_SERVICE ->
          "サービス {0} がWAN側へ {1} を開くことは、この機器の所有者の設定（guard.yaml の wan-services）で許されていません";
      case FIELD_TO_WAN -> "機器からWANへの通信は、この機器の所有者の設定（guard.yaml の field-to-wan）で許されていません";
      case LAN_TO_WAN -> "LANからWANへの通信は、この機器の所有者の設定（guard.yaml の lan-to-wan）で許されていません";
      case PORT_FORWARD -> "WAN側のポートを内側へ転送することは、この機器の所有者の設定（guard.yaml の port-forwards）で許されていません";
      case LIMIT -> "{0} は {1} ですが、guard.yaml で許される上限は {2} です";
      case ON_TRIAL -> "試用中の規則があります。先に確定するか、前の規則に戻してください";
      case NOT_ON_TRIAL -> "試用中の規則はありません（時間切れ、または取り消し済み）";
      case OTHER_ON_TRIAL -> "別の規則（番号{0}）が試用中です";
      case CANNOT_BE_KEPT -> "一時的な開放は確定できません";
      case NEVER_BLOCKED -> "このアドレスは遮断できません";
      case BLOCKS_FULL -> "すでに{0}個のアドレスを遮断しています";
      case NO_SUCH_FLOW -> "名前による通信 {0} はありません";
      case NOT_OUTSIDE -> "{0} はインターネット上のアドレスではありません";
      case WAYS_FULL -> "{0} にはすでに{1}個のアドレスが割り当てられています";
      case KERNEL_REFUSED -> "カーネルが規則を受け付けませんでした（{0}）";
      case NOT_KEPT -> "規則を保存できませんでした（{0}）";
      case KEPT_BELOW_FLOOR -> "保存されていた規則は guard.yaml で許されていないため使いません（{0}）";
      case KEPT_UNREADABLE -> "保存されていた規則を読み込めません（{0}）";
      case SETTING_UNKNOWN -> "{0}: このカーネルにはない設定です";
      case SETTING_NOT_TAKEN -> "{0} を {1} に設定できません";
      case NOT_CONFIRMED -> "時間内に確定されなかったため、前の規則に戻りました";
      case TIME_IS_UP -> "一時的な開放の時間が終わり、前の規則に戻りました";
      case RULES_REMOVED -> "規則が外部から消されたため、元に戻しました";
      case NO_GUARD -> "防御プログラム（guard）が設定されていません";
      case NOT_CONNECTED -> "防御プログラム（guard）に接続していないため、ネットワーク防御は働いていません";
      case CLOSED -> "防御プログラム（guard）との接続が切れました";
      case NOT_REACHED -> "防御プログラム（guard）に接続できません（{0}）";
      case FAILED -> "防御プログラム（guard）との接続に失敗しました";
      case NO_ANSWER -> "防御プログラム（guard）が応答しませんでした（{0}）";
      case HOLDS_FOR -> "試用中です。確定しなければ{0}秒で前の規則に戻ります";
      case TAKEN_BACK -> "保守者が前の規則に戻しました";
      case OPEN_ALREADY -> "すでに開いています";
      case NOT_OPEN -> "開いていません";
      case DOES_NOT_FIT -> "設定の内容と合わないため開けません（{0}）";
    };
  }
}
