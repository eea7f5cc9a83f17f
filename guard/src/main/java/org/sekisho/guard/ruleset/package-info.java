/**
 * A policy as one text of rules for nftables: deterministic, both families at once, all or nothing.
 */
@NullMarked
package org.sekisho.guard.ruleset;

import org.jspecify.annotations.NullMarked;
