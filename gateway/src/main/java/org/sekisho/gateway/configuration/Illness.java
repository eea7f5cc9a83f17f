package org.sekisho.gateway.configuration;

import org.sekisho.model.system.LocalText;

/**
 * What a gateway on trial lacks.
 *
 * @param lack which part
 * @param detail technical, as it is; empty when there is none
 */
public record Illness(Lack lack, String detail) {
  /** Parts that a gateway must have. */
  public enum Lack {
    /** Devices cannot connect. */
    FIELD_LISTENER("機器の接続口が動いていません", "the field listener is not up"),
    /** The journal is not the one that was. */
    JOURNAL_CHAIN("計測値の保管庫（ジャーナル）に通し番号がありません", "the journal has no chain"),
    /** Readings cannot be kept. */
    JOURNAL("計測値の保管庫（ジャーナル）に書き込めません", "the journal cannot be written"),
    /** It was reached before the trial. */
    HEAD_END("試用前は接続していた上位システムに接続できません", "the head-end was connected before and is not now"),
    /** The trial has only begun. */
    NOT_LOOKED("まだ確かめていません", "nothing was looked at yet");

    private final String ja;
    private final String en;

    Lack(String ja, String en) {
      this.ja = ja;
      this.en = en;
    }
  }

  /** Without a detail. */
  public static Illness of(Lack lack) {
    return new Illness(lack, "");
  }

  /** As people read it. */
  public LocalText text() {
    return new LocalText(
        lack.ja + (detail.isEmpty() ? "" : "（" + detail + "）"),
        lack.en + (detail.isEmpty() ? "" : ": " + detail));
  }

  @Override
  public String toString() {
    return text().en();
  }
}
