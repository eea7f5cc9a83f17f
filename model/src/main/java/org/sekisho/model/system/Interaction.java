package org.sekisho.model.system;

import java.util.List;
import java.util.Optional;

/**
 * What somebody does with the system, as numbered in the guide's diagram (GUIDE-06, GUIDE-08).
 *
 * @param id id
 * @param name name
 * @param actor id of the actor
 * @param over ids of the links that it uses, in order
 * @param entryPoints ids of the entry points that it uses
 */
public record Interaction(
    String id,
    LocalText name,
    Optional<String> actor,
    List<String> over,
    List<String> entryPoints) {}
