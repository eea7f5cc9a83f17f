package org.sekisho.model.system;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A threat that an analyst wrote down at an attack surface (GUIDE-10); it stands beside those that
 * the rules find.
 *
 * @param id id
 * @param name the attack in words
 * @param on id of the component that is attacked
 * @param entryPoint id of the entry point where it begins
 * @param assets ids of the assets that it touches
 * @param category id of the category of CCDS-STRIDE, in lower case, such as {@code una} or {@code
 *     inf-net}
 * @param measures ids of the countermeasures of the guide, in lower case, such as {@code comenc}
 * @param affects the properties that are lost
 * @param frequency level 1 to 4 of table 5-5; absent when not known
 * @param cvss a CVSS vector
 * @param individual whether its countermeasure needs individual handling (※要個別対応, GUIDE-20)
 * @param source where it comes from, such as the guide's table; absent for the analyst's own
 */
public record ConcreteThreat(
    String id,
    LocalText name,
    String on,
    Optional<String> entryPoint,
    List<String> assets,
    String category,
    List<String> measures,
    Set<Incident.Property> affects,
    Optional<Integer> frequency,
    Optional<String> cvss,
    boolean individual,
    Optional<String> source) {}
