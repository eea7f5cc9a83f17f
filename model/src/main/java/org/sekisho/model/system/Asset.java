package org.sekisho.model.system;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is worth protecting, with what its loss would mean (AST-02, AST-13).
 *
 * @param id id
 * @param name name
 * @param kind class of the guide, and the things that are no information
 * @param confidentiality importance 0 (does not matter) to 3 by the guideline's criteria (table
 *     5-2)
 * @param integrity importance 0 to 3
 * @param availability importance 0 to 3
 * @param impact how far its loss reaches, beyond importance (SYS-19); only what is not NONE
 * @param points points whose readings belong to it, each {@code profile/point}
 * @param in ids of the components that hold it
 * @param holds ids of the assets that it holds when it is a thing (AST-09)
 * @param owner id of the organisation that it belongs to
 * @param roles what each actor does with it, by actor id (AST-07)
 * @param sharedWith ids of the organisations with which there is a sharing agreement
 */
public record Asset(
    String id,
    LocalText name,
    Kind kind,
    int confidentiality,
    int integrity,
    int availability,
    Map<Impact, Extent> impact,
    List<String> points,
    List<String> in,
    List<String> holds,
    Optional<String> owner,
    Map<String, Set<Role>> roles,
    Set<String> sharedWith) {
  /** Class of an asset. */
  public enum Kind {
    /** 個人情報. */
    PERSONAL,
    /** 機密情報. */
    SECRET,
    /** 金融資産. */
    MONEY,
    /** 金融資産に紐づくデータ. */
    MONEY_DATA,
    /** 設定情報. */
    SETTINGS,
    /** ログ情報. */
    LOG,
    /** セキュリティ情報: passwords, certificates, keys. */
    SECURITY,
    /** 機器本体. */
    DEVICE,
    /** プログラムコード. */
    CODE,
    /** 健康、人命. */
    LIFE,
    /** センサ情報 and other readings. */
    READINGS,
    /** Control information and commands. */
    CONTROL,
    /** 映像データ. */
    VIDEO,
    /** Public information, without confidentiality (AST-11). */
    OPEN_DATA,
    /** 生産設備. */
    PRODUCTION,
    /** インフラ. */
    INFRASTRUCTURE,
    /** 工場内環境. */
    ENVIRONMENT,
    /** ネットワーク. */
    NETWORK;

    /** Whether it is information that can be copied. */
    public boolean isInformation() {
      return switch (this) {
        case DEVICE, LIFE, MONEY, PRODUCTION, INFRASTRUCTURE, ENVIRONMENT, NETWORK -> false;
        default -> true;
      };
    }
  }

  /** Whom the loss of an asset reaches (SYS-19). */
  public enum Impact {
    /** The system itself. */
    SYSTEM,
    /** Other companies and organisations. */
    OTHER_ORGANISATION,
    /** Human life and health. */
    LIFE,
    /** Society. */
    SOCIETY
  }

  /** How far the loss reaches. */
  public enum Extent {
    /** Not at all. */
    NONE,
    /** A little, for a short time. */
    MINOR,
    /** Hindered for a time; light injuries. */
    SERIOUS,
    /** Lasting; severe injuries or death. */
    SEVERE
  }

  /** What an actor does with an asset. */
  public enum Role {
    /** Makes it. */
    CREATES,
    /** Sees it. */
    SEES,
    /** Changes it. */
    CHANGES,
    /** Carries it from one place to another. */
    CARRIES,
    /** Destroys it. */
    DESTROYS
  }

  /** Whether its loss can touch human life. */
  public boolean touchesLife() {
    return kind == Kind.LIFE || impact.containsKey(Impact.LIFE);
  }
}
