package org.sekisho.gateway.console;

import java.time.Duration;
import org.sekisho.model.system.LocalText;

/** Texts of the console itself. */
final class Words {
  static final LocalText LOGIN = t("ログイン", "Log in");
  static final LocalText LOGOUT = t("ログアウト", "Log out");
  static final LocalText NAME = t("ユーザー名", "User name");
  static final LocalText PASSWORD = t("パスワード", "Password");
  static final LocalText NEW_PASSWORD =
      t("新しいパスワード（12文字以上）", "New password (12 characters or more)");
  static final LocalText NEW_PASSWORD_AGAIN = t("新しいパスワード（確認）", "New password again");
  static final LocalText CODE =
      t("認証アプリの6桁の番号（または回復コード）", "Six digits of the authenticator (or a recovery code)");
  static final LocalText SIX_DIGITS = t("認証アプリの6桁の番号", "Six digits of the authenticator");
  static final LocalText FIRST_TIME =
      t(
          "初回は、機器の中のファイル first-passwords にある初期パスワードを使い、番号は空のままにします。",
          "The first time, use the first password from the file first-passwords on the device and"
              + " leave the digits empty.");
  static final LocalText RECORDED =
      t(
          "この画面での操作は、利用者名と時刻とともに記録されます。",
          "What is done on this screen is recorded, with user and time.");
  static final LocalText DENIED =
      t("ユーザー名、パスワード、番号のいずれかが違います。", "User name, password or digits are wrong.");
  static final LocalText CHOOSE_PASSWORD = t("パスワードの設定", "Choose a password");
  static final LocalText PASSWORD_AND_FACTOR = t("パスワード", "Password");
  static final LocalText PASSWORD_RULES =
      t(
          "12文字以上128文字以内。どの文字も使えます。よく使われる言葉、ユーザー名、機器の名前は使えません。",
          "12 to 128 characters of any kind. Common words, your user name and the device's names"
              + " are refused. Several words in a row are easy to remember and hard to guess.");
  static final LocalText NOT_ALIKE = t("2つの新しいパスワードが違います。", "The two new passwords differ.");
  static final LocalText SAME_PASSWORD =
      t("今のパスワードとは別のものにしてください。", "Choose another one than the present one.");
  static final LocalText SET_PASSWORD = t("設定する", "Set it");
  static final LocalText PASSWORD_SET = t("パスワードを設定しました。", "The password is set.");
  static final LocalText SECOND_FACTOR = t("2段階認証の設定", "Second factor");
  static final LocalText SCAN =
      t(
          "認証アプリでこのコードを読み取り、表示された6桁の番号を入れてください。",
          "Scan this with an authenticator application and enter the six digits that it shows.");
  static final LocalText WRONG_CODE =
      t("番号が違います。機器の時刻も確かめてください。", "The digits are wrong. Check the clocks, too.");
  static final LocalText FACTOR_SET =
      t(
          "2段階認証を設定しました。次の回復コードを安全な場所に控えてください。それぞれ1回だけ使えます。",
          "The second factor is set. Write these recovery codes down and keep them safe; each works"
              + " once.");
  static final LocalText CONTINUE = t("続ける", "Continue");
  static final LocalText SHOWN_ONCE = t("これは今だけ表示されます。", "This is shown this once.");
  static final LocalText OPERATION = t("操作", "Operation");
  static final LocalText RISK = t("危険性の説明 / Risk", "Risk / 危険性の説明");
  static final LocalText ACCEPT = t("危険性を理解したうえで実行します。", "I have read the risk and want to go on.");
  static final LocalText PROVE =
      t("続けるには、もう一度本人確認をしてください。", "Prove once more who you are to go on.");
  static final LocalText DO_IT = t("実行する", "Do it");
  static final LocalText BACK = t("やめる", "Leave it");
  static final LocalText MUST_ACCEPT =
      t("危険性の確認にチェックを入れてください。", "Tick that you have read the risk.");
  static final LocalText NOT_ALLOWED = t("この操作をする権限がありません。", "Your account may not do this.");
  static final LocalText FROM_ELSEWHERE =
      t(
          "この画面からの操作と確かめられませんでした。画面を開き直してください。",
          "This did not come from this page, or the page was too old. Open it again.");
  static final LocalText NOT_ALLOWED_TITLE = t("権限がありません", "Not allowed");
  static final LocalText FAILED = t("実行できませんでした。", "It could not be done.");

  static final LocalText LEFT_OUT = t("… 変更のない行は省略 …", "… lines without a change …");
  static final LocalText CHOOSE_FILE =
      t("ファイルから読み込む（下の欄の内容と置き換わります）", "Read a file (replaces the text below)");
  static final LocalText TOO_LARGE =
      t("長すぎるため送れません。内容を短くしてください。", "It is too long to be sent. Make it shorter.");

  private Words() {}

  static LocalText t(String ja, String en) {
    return new LocalText(ja, en);
  }

  static LocalText later(Duration wait) {
    long seconds = Math.max(1, wait.toSeconds());
    return seconds < 120
        ? t(seconds + "秒待ってから、もう一度試してください。", "Wait " + seconds + " s, then try again.")
        : t(
            seconds / 60 + "分待ってから、もう一度試してください。",
            "Wait " + seconds / 60 + " minutes, then try again.");
  }
}
