package org.sekisho.gateway.event;

import java.util.Locale;

/** What can happen, with the log that keeps it and what it means to the owner. */
public enum EventKind {
  // The network.
  PACKET_FLOOD(EventClass.SECURITY, AlertClass.ATTACKED),
  SYN_FLOOD(EventClass.SECURITY, AlertClass.ATTACKED),
  PORT_SCAN(EventClass.SECURITY, AlertClass.ATTACKED),
  HOST_SWEEP(EventClass.SECURITY, AlertClass.ATTACKED),
  FRAGMENT_ATTACK(EventClass.SECURITY, AlertClass.ATTACKED),
  OVERSIZE(EventClass.SECURITY, AlertClass.ATTACKED),
  MALFORMED_PACKET(EventClass.SECURITY, AlertClass.ATTACKED),
  ECHO_FLOOD(EventClass.SECURITY, AlertClass.ATTACKED),
  SPOOFED_SOURCE(EventClass.SECURITY, AlertClass.ATTACKED),
  EGRESS_VIOLATION(EventClass.SECURITY, AlertClass.INTRUDED),
  NAME_REFUSED(EventClass.SECURITY, AlertClass.INTRUDED),
  UNKNOWN_DEVICE(EventClass.SECURITY, AlertClass.INTRUDED),
  ADDRESS_CONFLICT(EventClass.SECURITY, AlertClass.INTRUDED),
  VIRTUAL_PATCH_HIT(EventClass.SECURITY, AlertClass.ATTACKED),
  DENIED_TRAFFIC(EventClass.SECURITY, AlertClass.NONE),
  SOURCE_BLOCKED(EventClass.SECURITY, AlertClass.NONE),
  SOURCE_UNBLOCKED(EventClass.SECURITY, AlertClass.NONE),
  PROTOCOL_ABUSE(EventClass.SECURITY, AlertClass.ATTACKED),
  // Doors.
  LOGIN_SUCCEEDED(EventClass.AUTHENTICATION, AlertClass.NONE),
  LOGIN_FAILED(EventClass.AUTHENTICATION, AlertClass.NONE),
  LOGOUT(EventClass.AUTHENTICATION, AlertClass.NONE),
  GUESSING(EventClass.SECURITY, AlertClass.ATTACKED),
  SPRAYING(EventClass.SECURITY, AlertClass.ATTACKED),
  PERMISSION_DENIED(EventClass.SECURITY, AlertClass.NONE),
  REQUEST_REFUSED(EventClass.SECURITY, AlertClass.NONE),
  // Things found changed behind the gateway's back.
  PERMISSIONS_REPAIRED(EventClass.SECURITY, AlertClass.NOTICE),
  UNDECLARED_PORT(EventClass.SECURITY, AlertClass.INTRUDED),
  PROGRAM_ALTERED(EventClass.SECURITY, AlertClass.INTRUDED),
  LOG_ALTERED(EventClass.SECURITY, AlertClass.INTRUDED),
  CONFIGURATION_ALTERED(EventClass.SECURITY, AlertClass.INTRUDED),
  CASE_OPENED(EventClass.SECURITY, AlertClass.INTRUDED),
  UPDATE_REFUSED(EventClass.SECURITY, AlertClass.ATTACKED),
  // Operations.
  OPERATION(EventClass.OPERATION, AlertClass.NONE),
  DANGEROUS_OPERATION(EventClass.OPERATION, AlertClass.NOTICE),
  ACCOUNT_CHANGED(EventClass.OPERATION, AlertClass.NONE),
  PROTECTED_DATA_READ(EventClass.OPERATION, AlertClass.NONE),
  CONFIGURATION_CHANGED(EventClass.OPERATION, AlertClass.NONE),
  SECRETS_DESTROYED(EventClass.OPERATION, AlertClass.NOTICE),
  FACTORY_RESET(EventClass.OPERATION, AlertClass.NOTICE),
  REMOTE_LOCK(EventClass.OPERATION, AlertClass.NOTICE),
  REMOTE_UNLOCK(EventClass.OPERATION, AlertClass.NOTICE),
  // State.
  STARTED(EventClass.STATE, AlertClass.NONE),
  STOPPED(EventClass.STATE, AlertClass.NONE),
  STOPPED_UNCLEANLY(EventClass.STATE, AlertClass.NOTICE),
  VERSION_CHANGED(EventClass.STATE, AlertClass.NONE),
  LINK_UP(EventClass.STATE, AlertClass.NONE),
  LINK_DOWN(EventClass.STATE, AlertClass.NONE),
  CLOCK_STEPPED(EventClass.STATE, AlertClass.NOTICE),
  RESOURCE_LOW(EventClass.STATE, AlertClass.NOTICE),
  FAULT(EventClass.STATE, AlertClass.NOTICE),
  FAULT_OVER(EventClass.STATE, AlertClass.NONE),
  CONFIGURATION_REVERTED(EventClass.STATE, AlertClass.NOTICE),
  UPDATE_AVAILABLE(EventClass.STATE, AlertClass.NOTICE),
  UPDATE_INSTALLED(EventClass.STATE, AlertClass.NONE),
  UPDATE_RETURNED(EventClass.STATE, AlertClass.NOTICE),
  DEFENCE_OFF(EventClass.STATE, AlertClass.NOTICE);

  private final EventClass logClass;
  private final AlertClass alertClass;

  EventKind(EventClass logClass, AlertClass alertClass) {
    this.logClass = logClass;
    this.alertClass = alertClass;
  }

  /** Which log keeps it. */
  public EventClass logClass() {
    return logClass;
  }

  /** What it means to the owner. */
  public AlertClass alertClass() {
    return alertClass;
  }

  /** The word in logs, exports and metrics. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
