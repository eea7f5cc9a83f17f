package org.sekisho.risk.lint;

import java.util.Locale;

/**
 * What is looked for in a model. In a text {@code %1$s} is the id of what the note is about, and
 * those after it are details.
 */
public enum Check {
  /** A system without components. */
  NO_COMPONENTS(
      true,
      "コンポーネントがありません。components: に構成要素を書いてください。",
      "There is no component: write the boxes of the system under 'components'."),
  /** A system without assets. */
  NO_ASSETS(
      true,
      "資産がありません。assets: に守るべき情報・資産を書いてください。",
      "There is no asset: write what is worth protecting under 'assets'."),
  /** A system without actors (RISK-04). */
  NO_ACTORS(
      false,
      "登場人物がありません。actors: に利用者・保守者・運用者・攻撃者などを書いてください。",
      "There is no actor: write users, maintainers, operators and attackers under 'actors'."),
  /** A system without entry points. */
  NO_ENTRY_POINTS(
      true,
      "エントリーポイントがありません。entry-points: に攻撃の入口を書いてください。",
      "There is no entry point: write where an attack can begin under 'entry-points'."),
  /** Devices, but no gateway. */
  NO_GATEWAY(
      false,
      "機器があるのにゲートウェイがありません。kind: gateway のコンポーネントを書くか、ない理由を assumptions: に id: no-gateway"
          + " として書いてください。",
      "There are devices but no gateway: write a component of kind gateway, or write why there is"
          + " none under 'assumptions' with the id no-gateway."),
  /** More than one of the guideline's use cases in one model (RISK-08). */
  SEVERAL_USE_CASES(
      false,
      "ユースケースが複数あります（%2$s）。リスク項目はユースケースごとに異なるため、モデルを分けてください。",
      "The model is of several use cases (%2$s): risks differ much between them, so write one model"
          + " for each."),
  /** One of the guide's ten classes of assets does not occur (AST-02). */
  UNUSED_ASSET_CLASS(
      false,
      "資産の分類「%2$s」がありません。該当する資産を書くか、ない理由を assumptions: に id: no-%2$s として書いてください。",
      "No asset is of the class '%2$s': write one, or write why there is none under 'assumptions'"
          + " with the id no-%2$s."),

  /** A zone with nothing in it. */
  UNUSED_ZONE(
      false,
      "領域「%1$s」には何もありません。コンポーネントの zone: か、リンクの through: に書くか、領域を消してください。",
      "Nothing is in the zone '%1$s': name it as a component's 'zone' or a link's 'through', or"
          + " remove it."),
  /** A zone inside one of another placement. */
  ZONE_OF_OTHER_PLACEMENT(
      false,
      "領域「%1$s」の placement は外側の領域「%2$s」と違います。placement をそろえるか、parent: を外してください。",
      "The placement of the zone '%1$s' differs from that of '%2$s' around it: make them equal or"
          + " remove 'parent'."),
  /** A place with nothing in it. */
  UNUSED_PLACE(
      false,
      "場所「%1$s」には何もありません。コンポーネントの place: に書くか、消してください。",
      "Nothing stands in the place '%1$s': name it as a component's 'place' or remove it."),
  /** A profile that no device has. */
  UNUSED_PROFILE(
      false,
      "プロファイル「%1$s」を使う機器がありません。機器の profile: に書くか、消してください。",
      "No device has the profile '%1$s': name it as a device's 'profile' or remove it."),
  /** An organisation that runs nothing. */
  UNUSED_ORGANISATION(
      false,
      "組織「%1$s」は何も運用・所有していません。owner: か shared-with: に書くか、消してください。",
      "The organisation '%1$s' runs and owns nothing: name it as 'owner' or in 'shared-with', or"
          + " remove it."),
  /** An actor that does nothing. */
  UNUSED_ACTOR(
      false,
      "登場人物「%1$s」は何にも関わっていません。reaches:、資産の roles:、interactions: のどれかに書いてください。",
      "The actor '%1$s' has to do with nothing: write 'reaches', a role of an asset, or an"
          + " interaction."),
  /** An actor that comes to nothing (RISK-04). */
  ACTOR_WITHOUT_REACH(
      false,
      "登場人物「%1$s」がどこに触れられるか不明です。reaches: にコンポーネントかエントリーポイントを書いてください。",
      "It is not said where the actor '%1$s' comes: write components or entry points as"
          + " 'reaches'."),

  /** A component that talks to nobody. */
  COMPONENT_WITHOUT_LINK(
      false,
      "コンポーネント「%1$s」に通信がありません。links: に書くか、コンポーネントを消してください。",
      "The component '%1$s' has no link: write one under 'links' or remove the component."),
  /** A device that no gateway stands in front of. */
  DEVICE_WITHOUT_GATEWAY(
      false,
      "機器「%1$s」はゲートウェイにつながっていません。ゲートウェイ、またはその先の機器へのリンクを書くか、kind を直してください。",
      "The device '%1$s' is not linked to a gateway, nor over other devices: write that link, or"
          + " mend its 'kind'."),
  /** A device of which it is not known what it may say and accept. */
  DEVICE_WITHOUT_PROFILE(
      false,
      "機器「%1$s」にプロファイルがなく、制御できるか判断できません。profile: を書いてください。",
      "The device '%1$s' has no profile, so it is not known whether it can be commanded: write"
          + " 'profile'."),
  /** A device on the centre side. */
  DEVICE_IN_CENTRE(
      false,
      "機器「%1$s」がセンタ側の領域「%2$s」にあります。zone: をフィールド側にしてください。",
      "The device '%1$s' stands in the centre's zone '%2$s': name a zone of the field."),
  /** A gateway that is not in the field. */
  GATEWAY_NOT_IN_FIELD(
      false,
      "ゲートウェイ「%1$s」がフィールド側にありません（領域「%2$s」）。zone: をフィールド側にしてください。",
      "The gateway '%1$s' does not stand in the field but in '%2$s': name a zone of the field."),
  /** A gateway that talks to no server. */
  GATEWAY_WITHOUT_CENTRE(
      false,
      "ゲートウェイ「%1$s」からセンタ側への通信がありません。ヘッドエンドや管理サーバへのリンクを書いてください。",
      "The gateway '%1$s' talks to no server: write its link to a head-end or management."),
  /** An actuator although nobody judged harm to people (FEAT-03). */
  ACTUATOR_WITHOUT_LIFE(
      true,
      "「%1$s」は物を動かしますが、人命への影響が評価されていません。資産に kind: life か impact: {life: …} を書くか、影響がない理由を"
          + " assumptions: に id: no-life として書いてください。",
      "'%1$s' moves things, but harm to people is not judged: write an asset of kind life or"
          + " 'impact: {life: …}', or write why there is none under 'assumptions' with the id"
          + " no-life."),
  /** Who can touch a component is not said (FEAT-01). */
  PHYSICAL_CONTROL_UNKNOWN(
      false,
      "「%1$s」に誰が触れられるか不明です。physical-control: に controlled、limited、exposed のどれかを書いてください。",
      "Who can touch '%1$s' is not said: write 'physical-control' as controlled, limited or"
          + " exposed."),
  /** What a device has room for is not said (FEAT-02). */
  CAPABILITY_UNKNOWN(
      false,
      "「%1$s」の処理能力が不明です。capability: に class-0、class-1、class-2、full のどれかを書いてください。",
      "What '%1$s' has room for is not said: write 'capability' as class-0, class-1, class-2 or"
          + " full."),
  /** How a program is renewed is not said. */
  UPDATE_UNKNOWN(
      false,
      "「%1$s」の更新方法が不明です。update: に none、local、remote のどれかを書いてください。",
      "How '%1$s' is renewed is not said: write 'update' as none, local or remote."),
  /** Until when its maker mends a device is not said (FEAT-04). */
  SUPPORT_END_MISSING(
      false,
      "「%1$s」のサポート終了日がありません。長く使う機器なので support-end: に日付を書いてください。",
      "The end of support of '%1$s' is not said: write the day as 'support-end', since it is used"
          + " for long."),
  /** Nobody runs a component although organisations are known (SYS-16). */
  OWNER_MISSING(
      false,
      "「%1$s」を運用する組織が不明です。コンポーネントか領域に owner: を書いてください。",
      "Who runs '%1$s' is not said: write 'owner' at it or at its zone."),
  /** A component that is not judged, and nobody says why (EVAL-19). */
  OUT_OF_SCOPE_WITHOUT_ASSUMPTION(
      false,
      "「%1$s」は検証対象外ですが、前提がありません。assumptions: に id: out-of-scope-%1$s として理由を書いてください。",
      "'%1$s' is out of scope, but nothing says why: write it under 'assumptions' with the id"
          + " out-of-scope-%1$s."),

  /**
   * A component that others come to from outside of its zone, without an entry point (GUIDE-04).
   */
  NO_ENTRY_POINT(
      false,
      "「%1$s」は別の領域からの通信（リンク「%2$s」）を受けますが、エントリーポイントがありません。entry-points: に on: %1$s" + " で書いてください。",
      "'%1$s' accepts the link '%2$s' from another zone but has no entry point: write one under"
          + " 'entry-points' with 'on: %1$s'."),
  /** An entry point that can be reached from afar although nothing leads there. */
  REACH_WITHOUT_WAY(
      false,
      "エントリーポイント「%1$s」は reach: %2$s ですが、「%3$s」から領域の外へのリンクがありません。reach: を直すか、リンクを書いてください。",
      "The entry point '%1$s' has 'reach: %2$s', but no link of '%3$s' leaves its zone: mend"
          + " 'reach' or write the link."),
  /** A socket or a case that can allegedly be reached over a network, or a service by touch. */
  REACH_OF_OTHER_KIND(
      false,
      "エントリーポイント「%1$s」の種類（%3$s）と reach: %2$s が合いません。どちらかを直してください。",
      "The kind (%3$s) and 'reach: %2$s' of the entry point '%1$s' do not go together: mend one of"
          + " them."),
  /** The same surface number at several components. */
  SURFACE_TWICE(
      false,
      "アタックサーフェイス番号 %2$s が「%3$s」と「%1$s」の別々のコンポーネントにあります。番号を分けてください。",
      "The surface number %2$s stands at '%3$s' and at '%1$s', which belong to different"
          + " components: give each its own."),
  /** An entry point that no use of the system needs (GUIDE-06). */
  ENTRY_POINT_WITHOUT_USE(
      false,
      "エントリーポイント「%1$s」を使う利用場面がありません。interactions: の entry-points: に書くか、不要なら enabled: false"
          + " にしてください。",
      "No interaction uses the entry point '%1$s': name it in one, or write 'enabled: false' when"
          + " nobody needs it."),

  /** What is spoken is not known. */
  PROTOCOL_UNKNOWN(
      false,
      "「%1$s」のプロトコルが不明です。protocol: を書いてください。",
      "The protocol of '%1$s' is not known: write 'protocol'."),
  /** How two authenticate is not known. */
  AUTHENTICATION_UNKNOWN(
      false,
      "「%1$s」の認証方法が不明です（認証なしとみなします）。authentication: を書いてください。",
      "How '%1$s' is authenticated is not known and taken as none: write 'authentication'."),
  /** What protects the content is not known. */
  ENCRYPTION_UNKNOWN(
      false,
      "「%1$s」の暗号化が不明です（暗号化なしとみなします）。encryption: を書いてください。",
      "What protects the content of '%1$s' is not known and taken as nothing: write"
          + " 'encryption'."),
  /** Encryption that the protocol cannot have. */
  ENCRYPTION_IMPOSSIBLE(
      true,
      "「%1$s」の %2$s では encryption: %3$s は使えません。%4$s にしてください。",
      "'%1$s' cannot have 'encryption: %3$s' with %2$s: write %4$s."),
  /** No encryption although the protocol always has it. */
  ENCRYPTION_ALWAYS_THERE(
      true,
      "「%1$s」の %2$s は常に暗号化しますが、encryption: none とあります。どちらかを直してください。",
      "%2$s on '%1$s' always encrypts, but 'encryption: none' stands there: mend one of them."),
  /** A link of which it is not known what travels on it. */
  LINK_WITHOUT_DATA(
      false,
      "リンク「%1$s」を何が流れるか不明です（両端の資産とみなします）。data: に資産を書いてください。",
      "What travels on the link '%1$s' is not said and taken as all assets at its ends: write"
          + " assets as 'data'."),
  /** A link that passes a zone which is no wide-area network. */
  THROUGH_NOT_WAN(
      false,
      "リンク「%1$s」の through: の「%2$s」は WAN ではありません。placement: wan の領域を書いてください。",
      "The zone '%2$s' in 'through' of the link '%1$s' is no wide-area network: name zones with"
          + " 'placement: wan'."),
  /** Two links that say the same. */
  LINK_TWICE(
      false,
      "リンク「%1$s」は「%2$s」と両端もプロトコルも同じです。一つにまとめてください。",
      "The link '%1$s' has the same ends and protocol as '%2$s': make one of them."),
  /** A link within one machine between two zones. */
  LOCAL_ACROSS_ZONES(
      true,
      "リンク「%1$s」は protocol: local ですが、両端の領域が違います。プロトコルか zone: を直してください。",
      "The link '%1$s' has 'protocol: local', but its ends are in different zones: mend the"
          + " protocol or a 'zone'."),
  /** An application that may read, but has no link to read over. */
  GRANT_WITHOUT_LINK(
      false,
      "アプリケーション「%1$s」に許可がありますが、通信がありません。links: を書くか、grants: から消してください。",
      "The application '%1$s' has a grant but no link: write the link or remove the grant."),

  /** An asset that nothing in the model has to do with. */
  UNUSED_ASSET(
      false,
      "資産「%1$s」はどこにもありません。in:、リンクの data:、エントリーポイントの assets: のどれかに書いてください。",
      "The asset '%1$s' is nowhere: write 'in', or name it in a link's 'data' or an entry point's"
          + " 'assets'."),
  /** An asset that travels, but that nobody holds. */
  ASSET_WITHOUT_HOLDER(
      false,
      "資産「%1$s」を保持するコンポーネントがありません。in: に書いてください。",
      "No component holds the asset '%1$s': write components as 'in'."),
  /** An asset without anybody who has to do with it (AST-07). */
  ASSET_WITHOUT_ROLES(
      false,
      "資産「%1$s」に関わる人が不明です。roles: に、作る・見る・変える・運ぶ・消す登場人物を書いてください。",
      "Who has to do with the asset '%1$s' is not said: write the actors that create, see, change,"
          + " carry or destroy it as 'roles'."),
  /** A device body that holds no information (AST-09). */
  THING_WITHOUT_HOLDS(
      false,
      "機器本体「%1$s」が保持する情報資産がありません。holds: に書いてください。",
      "The device body '%1$s' holds no information: write the assets in it as 'holds'."),
  /** An asset that travels between owners, although nobody owns it (SYS-16). */
  ASSET_WITHOUT_OWNER(
      false,
      "資産「%1$s」は組織をまたいで流れますが（リンク「%2$s」）、所有者も共有の取り決めもありません。owner: と shared-with:" + " を書いてください。",
      "The asset '%1$s' crosses from one organisation to another on '%2$s', but has neither owner"
          + " nor agreement: write 'owner' and 'shared-with'."),
  /** Ratings that do not go with the class of an asset (AST-11). */
  RATING_OF_OTHER_CLASS(
      false,
      "資産「%1$s」の機密性 %2$s は分類 %3$s と合いません。機密性か kind: を直してください。",
      "Confidentiality %2$s of the asset '%1$s' does not go with its class %3$s: mend one of"
          + " them."),
  /** An asset that matters to nobody. */
  ASSET_WITHOUT_IMPORTANCE(
      false,
      "資産「%1$s」の重要度がすべて 0 です。評価を見直すか、資産を消してください。",
      "The asset '%1$s' is rated 0 throughout: rate it again or remove it."),

  /** A control that the catalogue does not have. */
  UNKNOWN_CONTROL(
      true,
      "「%1$s」の対策「%2$s」はカタログにないため、効きません。カタログの id を書いてください%3$s。",
      "The control '%2$s' at '%1$s' is not in the catalogue and counts for nothing: write an id of"
          + " the catalogue%4$s."),
  /** A control at a kind of place where it cannot be. */
  CONTROL_ON_WRONG_KIND(
      true,
      "対策「%2$s」は「%1$s」（%3$s）には置けません。%4$s に書いてください。",
      "The control '%2$s' cannot be on '%1$s' (%3$s): write it at %4$s."),
  /** A control that is said twice at one place. */
  CONTROL_TWICE(
      false,
      "「%1$s」の対策「%2$s」が controls: と countermeasures: の両方、または二度あります。一つにしてください。",
      "The control '%2$s' at '%1$s' is said twice: keep it in 'controls' or in one item of"
          + " 'countermeasures'."),
  /** A control that does not apply, and nobody says why. */
  NOT_APPLICABLE_WITHOUT_REASON(
      false,
      "対策「%2$s」が not-applicable ですが、理由がありません。note: に書いてください。",
      "The control '%2$s' is not applicable, but nothing says why: write it as 'note'."),
  /** A control that nobody answers for. */
  PLANNED_WITHOUT_OWNER(
      false,
      "対策「%2$s」は planned ですが、担当がありません。owner: に書いてください。",
      "The control '%2$s' is planned, but nobody answers for it: write 'owner'."),

  /** A threat of no known category (GUIDE-13). */
  THREAT_OF_UNKNOWN_CATEGORY(
      true,
      "脅威「%1$s」の分類「%2$s」は CCDS-STRIDE にありません。%3$s のどれかを書いてください。",
      "The category '%2$s' of the threat '%1$s' is not of CCDS-STRIDE: write one of %3$s."),
  /** A threat answered by no known countermeasure. */
  THREAT_WITH_UNKNOWN_MEASURE(
      true,
      "脅威「%1$s」の対策「%2$s」はガイドにありません。%3$s のどれかを書いてください。",
      "The measure '%2$s' of the threat '%1$s' is not of the guide: write one of %3$s."),
  /** A threat answered by a countermeasure that the guide does not suggest for it (GUIDE-17). */
  THREAT_WITH_UNUSUAL_MEASURE(
      false,
      "脅威「%1$s」の対策「%2$s」は、ガイドが分類 %3$s に挙げる対策ではありません。%4$s のどれかにするか、意図を確かめてください。",
      "The guide does not suggest the measure '%2$s' of the threat '%1$s' for the class %3$s: write"
          + " one of %4$s, or make sure that it is meant."),
  /** A threat at one component through the entry point of another. */
  THREAT_ELSEWHERE(
      false,
      "脅威「%1$s」は「%2$s」を攻撃しますが、エントリーポイント「%3$s」は別のコンポーネントにあります。on: か entry-point: を直してください。",
      "The threat '%1$s' is on '%2$s', but its entry point '%3$s' belongs to another component:"
          + " mend 'on' or 'entry-point'."),
  /** A vector that cannot be read. */
  THREAT_VECTOR_REFUSED(
      true,
      "脅威「%1$s」の CVSS は %2$s 文字目から読めません（%3$s）。%4$s を書いてください。",
      "The vector of the threat '%1$s' cannot be read from character %2$s on (%3$s): write %4$s."),
  /** An incident of which it is not said how often it comes (RISK-07). */
  INCIDENT_WITHOUT_FREQUENCY(
      false,
      "インシデント「%1$s」の発生頻度がなく、リスク値が出ません。frequency: に 1（10 年に 1 回以上）〜4（1 年に 1 回以上）を書いてください。",
      "The incident '%1$s' has no frequency and so no value: write 'frequency' from 1 (once in 10"
          + " years or more) to 4 (once a year or more)."),
  /** An incident that touches nothing. */
  INCIDENT_WITHOUT_ASSET(
      false,
      "インシデント「%1$s」が損なう資産か性質がなく、リスク値が出ません。assets: と affects: を書いてください。",
      "The incident '%1$s' touches no asset or no property and so has no value: write 'assets' and"
          + " 'affects'."),
  /** An incident that nothing brings. */
  INCIDENT_WITHOUT_THREAT(
      false,
      "インシデント「%1$s」を起こす脅威がありません。threats: に書いてください。",
      "Nothing brings the incident '%1$s': write its 'threats'."),
  /** A use of the system over nothing. */
  INTERACTION_WITHOUT_WAY(
      false,
      "利用場面「%1$s」が通る経路がありません。over: にリンクか、entry-points: に入口を書いてください。",
      "The interaction '%1$s' goes over nothing: write links as 'over' or 'entry-points'."),
  /** A use of the system by nobody. */
  INTERACTION_WITHOUT_ACTOR(
      false,
      "利用場面「%1$s」の登場人物がありません。actor: を書いてください。",
      "Nobody is said to do the interaction '%1$s': write 'actor'.");

  private final boolean grave;
  private final String ja;
  private final String en;

  Check(boolean grave, String ja, String en) {
    this.grave = grave;
    this.ja = ja;
    this.en = en;
  }

  /** The id in notes, such as {@code unused-asset}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether results cannot be relied on before it is mended. */
  public boolean grave() {
    return grave;
  }

  String ja() {
    return ja;
  }

  String en() {
    return en;
  }
}
