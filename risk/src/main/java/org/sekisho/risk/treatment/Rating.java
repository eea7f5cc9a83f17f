package org.sekisho.risk.treatment;

import java.util.Map;
import java.util.Optional;

/**
 * A judgement that replaces what a rule says of a risk.
 *
 * @param finding id of the finding; a {@code *} at its end stands for any rest
 * @param frequency level 1 to 4 of table 5-5 without countermeasures
 * @param cvss31 CVSS 3.1 vector
 * @param cvss40 CVSS 4.0 vector
 * @param attack what an attacker needs, by factor of ETSI TS 102 165-1
 * @param priority place in the order of work, 1 first; severity stays what the numbers say
 * @param reason why
 * @param owner who judged
 * @param line line in the file of decisions, from 1; 0 when it stands in none
 */
public record Rating(
    String finding,
    Optional<Integer> frequency,
    Optional<String> cvss31,
    Optional<String> cvss40,
    Map<String, String> attack,
    Optional<Integer> priority,
    String reason,
    String owner,
    int line)
    implements ForFindings {}
