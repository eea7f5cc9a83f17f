package org.sekisho.risk.catalogue;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.model.system.LocalText;

/**
 * One thing in a framework that a threat, a control or a piece of evidence can point to. The topic
 * is a short one in our own words or the official title; it never replaces the document.
 *
 * @param id as the publisher writes it
 * @param topic what it is about
 * @param group a key of {@link Framework#groups()}
 * @param level a key of {@link Framework#levels()}
 * @param parent id of the item of the same framework that this one is a part of
 * @param checked how far id and topic were compared with the document
 * @param conditions keys of {@link Framework#conditions()}: it applies only where all of them hold
 * @param places keys of {@link Framework#places()}: where it stands or what it bears on
 * @param categories classes of CCDS-STRIDE that it belongs to; our judgement, not the publisher's
 * @param related references {@code framework:item}, as {@link Frameworks#item} takes them, or
 *     {@code requirement:SEC-LOG-01}
 * @param slots how many sub-items the document counts below it, 0 when it counts none
 * @param details more about it, one line each: sub-items as far as they are known (not in the order
 *     or the number of the slots), the effect of a weakness, an example of a threat
 */
public record FrameworkItem(
    String id,
    LocalText topic,
    Optional<String> group,
    Optional<String> level,
    Optional<String> parent,
    Checked checked,
    List<String> conditions,
    List<String> places,
    Set<ThreatClass> categories,
    List<String> related,
    int slots,
    List<LocalText> details) {

  /** Takes copies of the lists. */
  public FrameworkItem {
    conditions = List.copyOf(conditions);
    places = List.copyOf(places);
    categories = Collections.unmodifiableSet(new LinkedHashSet<>(categories));
    related = List.copyOf(related);
    details = List.copyOf(details);
  }
}
