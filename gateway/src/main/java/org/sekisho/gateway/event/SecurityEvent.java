package org.sekisho.gateway.event;

import java.time.Instant;

/**
 * One thing that happened, or one that happened many times, with everything that the log must know
 * of it (SEC-LOG-01). Text from outside is cut, never trusted; secrets never stand here.
 *
 * @param kind what happened
 * @param at when it (last) happened, by the gateway's clock; the log adds the clock's quality
 * @param since when the first of {@code count} happened; equal to {@code at} for a single one
 * @param count how often, at least 1
 * @param source who did it; {@link Endpoint#NONE} when not known
 * @param destination whom it was done to; {@link Endpoint#NONE} when not known
 * @param protocol such as tcp, udp, icmp, mqtt, https; empty when none
 * @param device component id of the device concerned, or empty
 * @param account account or certificate id concerned, or empty
 * @param rule which rule or limit found it, or empty
 * @param action what the gateway did, such as blocked 10m, refused, none
 * @param detail one English sentence for a person
 * @param said the same as a code with its values, where the sentence has one
 */
public record SecurityEvent(
    EventKind kind,
    Instant at,
    Instant since,
    long count,
    Endpoint source,
    Endpoint destination,
    String protocol,
    String device,
    String account,
    String rule,
    String action,
    String detail,
    Said said) {
  private static final int MAX_WORD = 128;
  private static final int MAX_DETAIL = 500;

  /** Cuts what is too long. */
  public SecurityEvent {
    protocol = cut(protocol, MAX_WORD);
    device = cut(device, MAX_WORD);
    account = cut(account, MAX_WORD);
    rule = cut(rule, MAX_WORD);
    action = cut(action, MAX_WORD);
    detail = cut(detail, MAX_DETAIL);
    count = Math.max(1, count);
  }

  /** A single event of which only kind, time and description are known so far. */
  public static SecurityEvent of(EventKind kind, Instant at, String detail) {
    return new SecurityEvent(
        kind, at, at, 1, Endpoint.NONE, Endpoint.NONE, "", "", "", "", "", detail, Said.NOTHING);
  }

  /** Like {@link #of(EventKind, Instant, String)}, with a sentence that pages can word. */
  public static SecurityEvent of(EventKind kind, Instant at, Said said) {
    return new SecurityEvent(
        kind, at, at, 1, Endpoint.NONE, Endpoint.NONE, "", "", "", "", "", said.english(), said);
  }

  /** The same, many times since then. */
  public SecurityEvent times(long number, Instant first) {
    return new SecurityEvent(
        kind,
        at,
        first,
        number,
        source,
        destination,
        protocol,
        device,
        account,
        rule,
        action,
        detail,
        said);
  }

  /** The same, done by this end over this protocol. */
  public SecurityEvent from(Endpoint end, String over) {
    return new SecurityEvent(
        kind,
        at,
        since,
        count,
        end,
        destination,
        over,
        device,
        account,
        rule,
        action,
        detail,
        said);
  }

  /** The same, done to this end. */
  public SecurityEvent to(Endpoint end) {
    return new SecurityEvent(
        kind, at, since, count, source, end, protocol, device, account, rule, action, detail, said);
  }

  /** The same, concerning this device. */
  public SecurityEvent device(String id) {
    return new SecurityEvent(
        kind,
        at,
        since,
        count,
        source,
        destination,
        protocol,
        id,
        account,
        rule,
        action,
        detail,
        said);
  }

  /** The same, concerning this account. */
  public SecurityEvent account(String id) {
    return new SecurityEvent(
        kind,
        at,
        since,
        count,
        source,
        destination,
        protocol,
        device,
        id,
        rule,
        action,
        detail,
        said);
  }

  /** The same, found by this rule, answered by this action. */
  public SecurityEvent ruled(String by, String answer) {
    return new SecurityEvent(
        kind,
        at,
        since,
        count,
        source,
        destination,
        protocol,
        device,
        account,
        by,
        answer,
        detail,
        said);
  }

  private static String cut(String text, int length) {
    return text.length() > length ? text.substring(0, length) : text;
  }
}
