package org.sekisho.gateway.command;

import java.util.Locale;
import org.sekisho.model.command.CommandResult.Status;

/** Why a command ended as it did; the word never changes its meaning. */
public enum Reason {
  /** Carried out. */
  NONE(Status.DONE),
  /** Addressed to another gateway. */
  NOT_FOR_THIS_GATEWAY(Status.REFUSED),
  /** Too late by the gateway's clock. */
  EXPIRED(Status.EXPIRED),
  /** Issued later than the gateway's clock allows. */
  ISSUED_IN_FUTURE(Status.REFUSED),
  /** The device is not this gateway's, or has no such point. */
  UNKNOWN_POINT(Status.REFUSED),
  /** The point takes no commands. */
  NOT_WRITABLE(Status.REFUSED),
  /** The model does not grant the point to the application. */
  NOT_PERMITTED(Status.REFUSED),
  /** Not a value of the point's type. */
  WRONG_TYPE(Status.REFUSED),
  /** Outside what may be commanded. */
  OUT_OF_ENVELOPE(Status.REFUSED),
  /** Too far from the state of the point, or that state is not known. */
  STEP_TOO_LARGE(Status.REFUSED),
  /** More commands than allowed in 60 s, or too many wait. */
  TOO_MANY_COMMANDS(Status.REFUSED),
  /** The device is not connected. */
  DEVICE_NOT_CONNECTED(Status.FAILED),
  /** The device said that it cannot. */
  DEVICE_REFUSED(Status.FAILED),
  /** The device did not confirm in time. */
  NO_CONFIRMATION(Status.TIMEOUT),
  /** The id came before; stands in the audit only, the result is the first one's. */
  REPLAYED_ID(Status.REFUSED);

  private final Status status;

  Reason(Status status) {
    this.status = status;
  }

  /** The outcome that has this reason. */
  public Status status() {
    return status;
  }

  /** The word on the wire, in the API and in the audit. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
