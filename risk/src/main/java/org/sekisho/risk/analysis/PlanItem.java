package org.sekisho.risk.analysis;

import java.util.List;
import org.sekisho.risk.fact.EntityRef;

/**
 * A line of the verification plan (GUIDE-26): a control to be shown at a place, with the findings
 * that rest on it.
 *
 * @param control id of the control
 * @param at where it is to be shown
 * @param state how far it is
 * @param findings ids of the findings that it answers, the gravest first
 */
public record PlanItem(
    String control, EntityRef at, ControlState.State state, List<String> findings) {}
