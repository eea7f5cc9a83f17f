package org.sekisho.risk.catalogue;

import java.util.List;
import java.util.Optional;
import org.sekisho.model.system.LocalText;

/**
 * One thing in a framework that a threat, a control or a piece of evidence can point to. The topic
 * is a short one in our own words or the official title; it never replaces the document.
 *
 * @param id as the publisher writes it
 * @param topic what it is about
 * @param group a key of {@link Framework#groups()}
 * @param level a key of {@link Framework#levels()}
 * @param checked how far id and topic were compared with the document
 * @param conditions keys of {@link Framework#conditions()}: it applies only where all of them hold
 * @param places parts of a document where it stands or is answered, in the words of the framework
 * @param categories classes of CCDS-STRIDE that it belongs to; our judgement, not the publisher's
 * @param related references {@code catalogue:id} to items of other frameworks, {@code cwe:CWE-20}
 *     or {@code requirement:SEC-LOG-01}
 * @param slots how many sub-items the document counts below it, 0 when it counts none
 * @param details what is known of the sub-items; not in the order or the number of the slots
 */
public record FrameworkItem(
    String id,
    LocalText topic,
    Optional<String> group,
    Optional<String> level,
    Checked checked,
    List<String> conditions,
    List<String> places,
    List<String> categories,
    List<String> related,
    int slots,
    List<LocalText> details) {

  /** Takes copies of the lists. */
  public FrameworkItem {
    conditions = List.copyOf(conditions);
    places = List.copyOf(places);
    categories = List.copyOf(categories);
    related = List.copyOf(related);
    details = List.copyOf(details);
  }
}
