package org.sekisho.model.system;

/** The boxes of the guideline's figure 2-1 (SYS-02), and those that systems have beside them. */
public enum ComponentKind {
  /** Turns what people cannot tell with the naked eye into numbers (センサ). */
  SENSOR(Part.ENDPOINT),
  /** Does mechanical work from an energy source (アクチュエータ); may also report its state. */
  ACTUATOR(Part.ENDPOINT),
  /** A device that records pictures or sound. */
  CAMERA(Part.ENDPOINT),
  /** A controller that drives machines, such as a PLC. */
  CONTROLLER(Part.ENDPOINT),
  /** Relays between the field network and the centre (IoT-GW). */
  GATEWAY(Part.ENDPOINT),
  /** Software on a person's computer. */
  COMPUTER_APP(Part.SERVICE),
  /** Software on a person's phone or tablet. */
  MOBILE_APP(Part.SERVICE),
  /** A router, switch, access point or base station. */
  NETWORK_DEVICE(Part.NETWORK),
  /** Collects data and controls communication (ヘッドエンドシステム). */
  HEAD_END(Part.SERVER),
  /** Authenticates and operates gateways (IoT-GW 管理). */
  MANAGEMENT(Part.SERVER),
  /** A server of another kind. */
  SERVER(Part.SERVER),
  /** A database. */
  DATABASE(Part.SERVER),
  /** Where programs are built, signed and released. */
  BUILD(Part.SERVER),
  /** Stores analysed results in its own database, notifies, visualises (アプリケーション/サービス). */
  APPLICATION(Part.SERVICE);

  private final Part part;

  ComponentKind(Part part) {
    this.part = part;
  }

  /** The part of the system that this kind belongs to (SYS-15). */
  public Part part() {
    return part;
  }

  /** Whether this kind stands on the field network below a gateway. */
  public boolean isDevice() {
    return this == SENSOR || this == ACTUATOR || this == CAMERA || this == CONTROLLER;
  }

  /** The four parts of the guideline's model. */
  public enum Part {
    /** エンドポイント. */
    ENDPOINT,
    /** ネットワーク. */
    NETWORK,
    /** サーバ. */
    SERVER,
    /** サービス. */
    SERVICE
  }
}
