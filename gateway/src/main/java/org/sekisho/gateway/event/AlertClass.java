package org.sekisho.gateway.event;

/** What an event means to the owner (SEC-ALERT-04). */
public enum AlertClass {
  /** Kept in the log only. */
  NONE,
  /** Something is wrong or waits for a person, without an attacker. */
  NOTICE,
  /** Somebody tries; it was seen and, where possible, held off. */
  ATTACKED,
  /** Somebody is in, or something was changed behind the gateway's back. */
  INTRUDED
}
