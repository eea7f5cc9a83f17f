package org.sekisho.gateway.weakening;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sekisho.gateway.console.Outcome;
import org.sekisho.guard.channel.Answer;
import org.sekisho.model.system.LocalText;

/** The guard's answers as people read them. */
public final class GuardAnswers {
  private static final int ANSWER_LIMIT_S = 40;

  private GuardAnswers() {}

  /** Waits for the answer; what is said when it is yes stands in the texts. */
  public static Outcome told(CompletableFuture<Answer> coming, String ja, String en) {
    try {
      return switch (coming.get(ANSWER_LIMIT_S, TimeUnit.SECONDS)) {
        case Answer.Refused refused -> {
          LocalText why = GuardWords.of(refused.reason());
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
