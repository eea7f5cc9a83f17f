package org.sekisho.report.diagram;

import org.sekisho.report.document.Ink;

/** What a node stands for: its colours. */
public enum NodeKind {
  /** A sensor or an actuator in the field. */
  DEVICE(Ink.DEVICE, Ink.DEVICE_LINE),
  /** An IoT gateway. */
  GATEWAY(Ink.GATEWAY, Ink.GATEWAY_LINE),
  /** A head-end, a management, any other server. */
  SERVER(Ink.SERVER, Ink.SERVER_LINE),
  /** An application or a service. */
  APPLICATION(Ink.APPLICATION, Ink.APPLICATION_LINE),
  /** Anything else: a person, a network, a step of an attack. */
  OTHER(Ink.OTHER, Ink.LINE),
  /** Several nodes drawn as one. */
  SUMMARY(Ink.ZONE_INNER, Ink.ZONE_LINE);

  private final Ink fill;
  private final Ink line;

  NodeKind(Ink fill, Ink line) {
    this.fill = fill;
    this.line = line;
  }

  Ink fill() {
    return fill;
  }

  Ink line() {
    return line;
  }
}
