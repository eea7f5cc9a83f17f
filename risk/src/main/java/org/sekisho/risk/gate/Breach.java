package org.sekisho.risk.gate;

import java.util.List;
import org.sekisho.model.system.LocalText;

/**
 * A place where an analysis does not meet a policy.
 *
 * @param demand what of the policy is not met, such as {@code max-open-critical} or {@code
 *     invariant:gateways-sign}
 * @param text what is wrong, with the figures
 * @param findings ids of the findings that make it so, the gravest first; empty when none does
 */
public record Breach(String demand, LocalText text, List<String> findings) {}
