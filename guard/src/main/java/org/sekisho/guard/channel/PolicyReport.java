package org.sekisho.guard.channel;

import org.sekisho.guard.policy.Remark;

/**
 * The rules changed without a request.
 *
 * @param generation number of the policy now in force; 0 for the floor alone
 * @param why what happened
 */
public record PolicyReport(long generation, Remark why) implements Report {}
