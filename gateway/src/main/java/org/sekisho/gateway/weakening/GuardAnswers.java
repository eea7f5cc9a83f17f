package org.sekisho.gateway.weakening;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.guard.channel.Answer;
import org.sekisho.model.system.LocalText;

/** The guard's answers as people read them. */
public final class GuardAnswers {
  private static final int ANSWER_LIMIT_S = 40;

  /** English sentences of the guard and of the gateway's side of it, with their Japanese. */
  private static final Map<Pattern, String> JAPANESE = new LinkedHashMap<>();

  static {
    say("no guard is configured", "防御プログラム（guard）が設定されていません");
    say("no guard is configured \\(network\\.guard\\)", "防御プログラム（guard）が設定されていません");
    say(
        "the guard is not connected: the network defence is off",
        "防御プログラム（guard）に接続していないため、ネットワーク防御は働いていません");
    say("the guard closed the connection", "防御プログラム（guard）との接続が切れました");
    say("the guard cannot be reached: (.*)", "防御プログラム（guard）に接続できません（$1）");
    say("the guard gave no answer: .*", "防御プログラム（guard）が応答しませんでした");
    say("holds for (\\d+) s unless it is confirmed", "試用中です。確定しなければ$1秒で前の規則に戻ります");
    say(
        "the policy was not confirmed in time; the former one holds again",
        "時間内に確定されなかったため、前の規則に戻りました");
    say("taken back by the maintainer", "保守者が前の規則に戻しました");
    say("somebody removed the rules; they were put back", "規則が外部から消されたため、元に戻しました");
    say("a policy is on trial: keep it or take it back first", "試用中の規則があります。先に確定するか、前の規則に戻してください");
    say("this is open already", "すでに開いています");
    say("this is not open", "開いていません");
    say(
        "no policy is on trial: its time is up, or it was taken back",
        "試用中の規則はありません（時間切れ、または取り消し済み）");
    say("another policy is on trial: number (\\d+)", "別の規則（番号$1）が試用中です");
    say("what is open for a time cannot be kept", "一時的な開放は確定できません");
    say("this address is never blocked", "このアドレスは遮断できません");
    say("(\\d+) addresses are blocked already", "すでに$1個のアドレスを遮断しています");
    say("the kernel did not take the rules: (.*)", "カーネルが規則を受け付けませんでした（$1）");
    say(
        "service \\S+ opens (\\S+) to the WAN, which the guard's file does not list",
        "WAN側へ$1を開くことは、この機器の所有者の設定（guard.yaml の wan-services）で許されていません");
    say(
        "a port leads from the WAN inside, which the guard's file does not allow",
        "WAN側のポートを内側へ転送することは、この機器の所有者の設定（guard.yaml の port-forwards）で許されていません");
    say(
        "a device may go out to the WAN, which the guard's file does not allow",
        "機器からWANへの通信は、この機器の所有者の設定（guard.yaml の field-to-wan）で許されていません");
    say(
        "the LAN may go out to the WAN, which the guard's file does not allow",
        "LANからWANへの通信は、この機器の所有者の設定（guard.yaml の lan-to-wan）で許されていません");
    say(
        "the interfaces and their sides are not those of the guard's file",
        "インタフェースの設定が guard.yaml と一致しません");
    say(
        "(\\S+) is (\\d+), the guard's file allows at most (\\d+)",
        "$1 は $2 ですが、guard.yaml で許される上限は $3 です");
  }

  private GuardAnswers() {}

  private static void say(String english, String japanese) {
    JAPANESE.put(Pattern.compile(english), japanese);
  }

  /** A sentence of the guard in both languages; one that is not known stands in English. */
  public static LocalText sentence(String english) {
    for (Map.Entry<Pattern, String> one : JAPANESE.entrySet()) {
      Matcher matcher = one.getKey().matcher(english);
      if (matcher.matches()) {
        return new LocalText(matcher.replaceFirst(one.getValue()), english);
      }
    }
    return new LocalText(english, english);
  }

  /** Waits for the answer; what is said when it is yes stands in the texts. */
  public static Outcome told(CompletableFuture<Answer> coming, String ja, String en) {
    try {
      return switch (coming.get(ANSWER_LIMIT_S, TimeUnit.SECONDS)) {
        case Answer.Refused refused -> {
          LocalText why = sentence(refused.reason());
          yield Outcome.refused(
              new LocalText("実行しませんでした: " + why.ja() + "。", "Not done: " + why.en() + "."));
        }
        case Answer.Applied _, Answer.Done _, Answer.State _ -> Outcome.done(ja, en);
      };
    } catch (ExecutionException | TimeoutException e) {
      return Outcome.refused(new LocalText("防御プログラム（guard）が応答しません。", "The guard gives no answer."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.refused(new LocalText("この機器は停止処理中です。", "The gateway is stopping."));
    }
  }
}
