package org.sekisho.risk.cvss;

/**
 * The scores of a version 4 vector. Version 4 has one score; leaving a group out gives the others,
 * so that what threat intelligence and the place of use change can be seen.
 *
 * @param score the score of the whole vector
 * @param nomenclature the name of that score
 * @param macroVector the classes in which the whole vector lies
 * @param base CVSS-B: base metrics alone
 * @param threat CVSS-BT: without the environmental metrics
 * @param environmental CVSS-BE: without the threat metric
 */
public record Cvss4Scores(
    CvssScore score,
    Nomenclature nomenclature,
    MacroVector macroVector,
    CvssScore base,
    CvssScore threat,
    CvssScore environmental) {}
