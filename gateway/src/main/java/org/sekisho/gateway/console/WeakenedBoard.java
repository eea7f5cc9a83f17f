package org.sekisho.gateway.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/** Which protections people have lowered, for the state page. */
public interface WeakenedBoard {
  /** Nothing is lowered. */
  WeakenedBoard NONE =
      new WeakenedBoard() {
        @Override
        public List<Weakened> weakened() {
          return List.of();
        }

        @Override
        public Outcome undo(String id) {
          return Outcome.refused(Outcome.NO_SUCH_THING);
        }
      };

  /**
   * One protection that is lowered.
   *
   * @param id names it in {@link #undo}
   * @param what it is
   * @param since when it was lowered
   * @param until when it comes back by itself, if it does
   * @param account who lowered it
   */
  record Weakened(
      String id, LocalText what, Instant since, Optional<Instant> until, String account) {}

  /** All that are lowered; bounded. */
  List<Weakened> weakened();

  /** Raises one again, at once. */
  Outcome undo(String id);

  /** Them as a table; each row offers the action. */
  static Block.Table table(List<Weakened> all, String undo) {
    return new Block.Table(
        List.of(
            new LocalText("弱めている保護", "Weakened protection"),
            new LocalText("いつから", "Weakened since"),
            new LocalText("いつまで", "Until"),
            new LocalText("操作した人", "By")),
        all.stream()
            .map(
                w ->
                    new Block.Row(
                        w.id(),
                        List.of(
                            w.what(),
                            Pages.time(w.since()),
                            w.until()
                                .map(Pages::time)
                                .orElse(new LocalText("元に戻すまで", "until it is undone")),
                            Block.same(w.account())),
                        Block.Tone.BAD,
                        List.of(undo)))
            .toList(),
        new LocalText("弱めている保護はありません。", "No protection is weakened."));
  }
}
