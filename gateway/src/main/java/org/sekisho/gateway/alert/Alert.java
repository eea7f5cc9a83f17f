package org.sekisho.gateway.alert;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sekisho.gateway.event.AlertClass;
import org.sekisho.gateway.event.EventKind;

/**
 * Something that a person must know of: one event, or all that belong together.
 *
 * @param id random; the same at the management
 * @param kind what happens
 * @param source address of who does it, or empty
 * @param device component id of the device concerned, or empty
 * @param account account concerned, or empty
 * @param rule which rule or limit found it last, or empty
 * @param action what the gateway did last, or empty
 * @param detail the last event in one English sentence
 * @param since when it began
 * @param last when it happened last
 * @param count how often
 * @param over when the state that it tells of ended
 * @param acknowledged when a person said that they know
 * @param acknowledgedBy that person's account, or empty
 * @param change counts the changes of this alert
 * @param told the last change that the management knows of
 */
public record Alert(
    UUID id,
    EventKind kind,
    String source,
    String device,
    String account,
    String rule,
    String action,
    String detail,
    Instant since,
    Instant last,
    long count,
    Optional<Instant> over,
    Optional<Instant> acknowledged,
    String acknowledgedBy,
    long change,
    long told) {
  /** What it means to the owner. */
  public AlertClass alertClass() {
    return kind.alertClass();
  }

  /** Whether it waits for a person. */
  public boolean isOpen() {
    return acknowledged.isEmpty();
  }

  /** Whether the management does not know its present state. */
  public boolean isUntold() {
    return told < change;
  }

  Alert again(Instant at, long times, String newRule, String newAction, String newDetail) {
    return new Alert(
        id,
        kind,
        source,
        device,
        account,
        newRule,
        newAction,
        newDetail,
        since,
        at.isAfter(last) ? at : last,
        count + times,
        Optional.empty(),
        acknowledged,
        acknowledgedBy,
        change + 1,
        told);
  }

  Alert ended(Instant at) {
    return new Alert(
        id,
        kind,
        source,
        device,
        account,
        rule,
        action,
        detail,
        since,
        last,
        count,
        Optional.of(at),
        acknowledged,
        acknowledgedBy,
        change + 1,
        told);
  }

  Alert acknowledged(String by, Instant at) {
    return new Alert(
        id,
        kind,
        source,
        device,
        account,
        rule,
        action,
        detail,
        since,
        last,
        count,
        over,
        Optional.of(at),
        by,
        change + 1,
        told);
  }

  Alert toldUpTo(long number) {
    return new Alert(
        id,
        kind,
        source,
        device,
        account,
        rule,
        action,
        detail,
        since,
        last,
        count,
        over,
        acknowledged,
        acknowledgedBy,
        change,
        Math.max(told, number));
  }
}
