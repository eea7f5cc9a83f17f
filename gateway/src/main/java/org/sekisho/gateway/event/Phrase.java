package org.sekisho.gateway.event;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * Sentences of the gateway about events, in both languages; {@code {0}} and so on are the places of
 * their values.
 */
public enum Phrase {
  // --- the gateway's own pages: the door first
  PAGE_ACTION("{0}: {1}", "{0} の画面での操作: {1}"),
  PAGE_ACTION_RISK("{0}: {1}, risk text {2} accepted", "{0} の画面での操作: {1}（危険性の説明 {2} に同意）"),
  PAGE_NO_RIGHT("{0}: no right to {1} {2}", "{0} の画面: {1} {2} の権限がありません"),
  PASSWORD_CHOSEN("{0}: chose a password", "{0} の画面: パスワードを設定しました"),
  FACTOR_SET("{0}: set up a second factor", "{0} の画面: 2段階認証を設定しました"),
  ACCOUNT_RESET("maintenance: account reset", "操作口: アカウントを初期化しました"),
  MAINTAINERS_ON_WAN(
      "console: the configuration lets the maintainers' screen listen on the WAN's side",
      "設定により、保守者の画面がWAN側に公開されています"),
  REFUSED_LANGUAGE("{0}: a language that does not exist", "{0} の画面: 存在しない言語の指定"),
  REFUSED_STRANGER("{0}: a stranger's request", "{0} の画面: ログインしていない相手からの要求"),
  REFUSED_FORM("{0}: a form that cannot be read", "{0} の画面: 読み取れない入力"),
  REFUSED_ORIGIN("{0}: a request that does not come from this page", "{0} の画面: この画面からではない要求"),
  REFUSED_RISK("{0}: a risk text that was not shown", "{0} の画面: 表示していない危険性の説明への同意"),
  REFUSED_STATUS("{0}: status {1}", "{0} の画面: HTTPの状態コード {1} で拒否"),
  REFUSED_ACTION("{0}: {1}", "{0} の画面で拒否した操作: {1}"),
  REFUSED_ACTION_RISK("{0}: {1}, risk text {2} accepted", "{0} の画面で拒否した操作: {1}（危険性の説明 {2} に同意）"),
  REFUSED_MANY(
      "{0}: {1} refused requests within {2} s, the last", "{0} の画面: {2}秒間に {1} 回の要求を拒否。最後の要求"),

  // --- logins: the door, and what happened there in English
  LOGIN_IN("{0}: {1}", "{0} にログインしました"),
  LOGIN_WRONG("{0}: {1}", "{0} で誤ったログインがありました"),
  LOGIN_LOCKED("{0}: {1}", "{0} でロック中または待ち時間中に試行がありました"),
  LOGIN_GUESSING("{0}: {1}", "{0} で誤ったログインが上限に達しました"),
  LOGIN_SPRAYING("{0}: {1}", "{0} で多くのアカウントへの誤ったログインが続いています"),
  LOGIN_OUT("{0}: {1}", "{0} からログアウトしました"),

  // --- configuration
  VERSION_STAYS_BY_PERSON("version {0} stays: a person confirmed it", "設定の版 {0} を確定しました（人が確認）"),
  VERSION_STAYS_HEALTHY(
      "version {0} stays: the gateway is healthy with it", "設定の版 {0} を確定しました（正常に動作）"),
  VERSION_STAYS_STARTED(
      "version {0} stays: the gateway started with it", "設定の版 {0} を確定しました（正常に起動）"),
  VERSION_TAKEN_BACK("version {0} was taken back, version {1} runs", "設定の版 {0} を取り消し、版 {1} に戻しました"),
  FILE_BECAME_VERSION("the configuration file became version {0}", "設定ファイルの内容を版 {0} として取り込みました"),
  FILE_UNREADABLE(
      "the configuration file cannot be read; version {0} runs", "設定ファイルを読み込めないため、版 {0} で動作します"),
  FILE_UNUSABLE(
      "the configuration file was changed and cannot be used: {0}",
      "設定ファイルが変更されましたが、使えない内容です: {0}"),
  FACE_WAS_DAMAGED("face {0} was damaged", "設定の面 {0} が壊れていました"),
  FACE_WAS_CHANGED("face {0} was damaged or changed", "設定の面 {0} が壊れたか書き換えられました"),
  OTHER_FACE_RUNS("version {0} of face {1} runs instead", "代わりに面 {1} の版 {0} で動作します"),
  BOTH_FACES_CHANGED("both faces were damaged or changed", "設定の両方の面が壊れたか書き換えられました"),
  FACES_MADE_ANEW("both faces were made anew from the file", "設定の両方の面を設定ファイルから作り直しました"),
  STANDING_DAMAGED(
      "the record of which face is good was damaged; the older one runs",
      "どちらの面が正しいかの記録が壊れていたため、古い方の面で動作します"),
  CONFIGURATION_STAGED("configuration: version {0} was staged", "コマンドで設定の版 {0} を準備しました"),
  CONFIGURATION_TRIED("configuration: the staged version is on trial", "コマンドで準備済みの設定の試用を始めました"),
  CONFIGURATION_TRIED_RISK(
      "configuration: the staged version is on trial, risk text {0} accepted",
      "コマンドで準備済みの設定の試用を始めました（危険性の説明 {0} に同意）"),
  CONFIGURATION_CONFIRMED(
      "configuration: the version on trial was confirmed", "コマンドで試用中の設定を確定しました"),
  CONFIGURATION_RETURNED("configuration: the version on trial was taken back", "コマンドで前の設定に戻しました"),

  // --- network defence
  RULES_CHANGED("network rules", "ネットワークの規則"),
  FILTER_WHOLE("network rules: the filter is whole again", "ネットワークの規則: 一時的な開放が終わりました"),
  DEFENCE_ON("the network defence is on again", "ネットワーク防御が再び働いています"),
  PATCH_OVERDUE(
      "the virtual patch {0} was to be looked at on {1}; it still holds",
      "仮想パッチ {0} は {1} に見直す予定でした（まだ有効です）"),

  // --- log
  LOG_READ("{0} log: {1} records", "{0} ログの {1} 件を表示"),
  LOG_READ_BYTES("{0} log: {1} records, {2} bytes", "{0} ログの {1} 件（{2} バイト）を表示"),
  LOGINS_READ("counts of logins: {0} accounts", "{0} 個のアカウントのログイン回数を表示"),
  LOG_EXPORTED("whole log: export of {0} records", "全ログ {0} 件の書き出し"),

  // --- the gateway's life
  STARTED("version {0}; the run before ended: {1}", "版 {0} で起動しました。前回の終わり方: {1}"),
  STOPPED_BY_ORDER("told to stop", "停止の指示を受けました"),
  START_FAILED("the start failed", "起動に失敗しました"),
  KILLED(
      "the process ended without stopping: it was killed or failed; last alive {0}",
      "プログラムが停止の手順なしに終わりました（強制終了または故障）。最後に動いていた時刻 {0}"),
  POWER_LOST(
      "the machine started anew without stopping the gateway: power was lost or it was reset; last"
          + " alive {0}",
      "停止の手順なしに機器が再起動しました（停電またはリセット）。最後に動いていた時刻 {0}"),
  CLOCK_BEHIND(
      "the clock says {0}, but the gateway was alive at {1}",
      "時計は {0} を示していますが、この機器は {1} に動いていました"),
  CLOCK_JUMPED("the clock jumped by {0}: from {1} to {2}", "時計が {0} ずれました（{1} から {2}）"),
  VERSION_BECAME("version {0} became {1}", "プログラムの版が {0} から {1} になりました"),
  CONFIGURATION_BECAME("configuration {0} became {1}", "設定が {0} から {1} になりました"),
  LINK_IS_UP("{0} is up", "{0} に接続しました"),
  LINK_IS_DOWN("{0} is down", "{0} との接続が切れました"),
  RESOURCE_USED("{0} is used to {1} %", "{0} の使用率が {1} % です"),
  RIGHT_AGAIN("{0} is right again", "{0} は正常に戻りました"),
  ALARM_OVER("{0} is over", "{0} は解消しました"),
  REPORTS_AGAIN("reports again", "再び計測値が届いています"),
  RIGHTS_REPAIRED("others had rights on {0}: taken away", "ほかの利用者にも許されていた {0} の権限を取り除きました");

  private final String en;
  private final String ja;

  Phrase(String en, String ja) {
    this.en = en;
    this.ja = ja;
  }

  /** The code in the log. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Said with these values. */
  public Said with(Object... values) {
    List<String> texts = Arrays.stream(values).map(String::valueOf).toList();
    return Said.of(code(), texts, worded(en, texts));
  }

  /** The phrase of this code, worded; empty when there is none, or the values are not its own. */
  public static Optional<LocalText> text(String code, List<String> values) {
    for (Phrase phrase : values()) {
      if (phrase.code().equals(code) && phrase.places() <= values.size()) {
        return Optional.of(new LocalText(worded(phrase.ja, values), worded(phrase.en, values)));
      }
    }
    return Optional.empty();
  }

  /** How many values it needs. */
  int places() {
    int places = 0;
    for (int at = en.indexOf('{'); at >= 0; at = en.indexOf('{', at + 1)) {
      places = Math.max(places, en.charAt(at + 1) - '0' + 1);
    }
    return places;
  }

  private static String worded(String sentence, List<String> values) {
    StringBuilder worded = new StringBuilder();
    int from = 0;
    for (int at = sentence.indexOf('{'); at >= 0; at = sentence.indexOf('{', from)) {
      worded.append(sentence, from, at).append(values.get(sentence.charAt(at + 1) - '0'));
      from = at + 3;
    }
    return worded.append(sentence, from, sentence.length()).toString();
  }
}
