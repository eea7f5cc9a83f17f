package org.sekisho.model.system;

import java.util.List;

/**
 * Data that the system holds, with what its loss would mean.
 *
 * @param id id
 * @param name name
 * @param points points whose readings belong to it, each {@code profile/point}
 * @param confidentiality rating 1 to 3
 * @param integrity rating 1 to 3
 * @param availability rating 1 to 3
 */
public record DataAsset(
    String id,
    LocalText name,
    List<String> points,
    int confidentiality,
    int integrity,
    int availability) {}
