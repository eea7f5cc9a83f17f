/**
 * What the head-end must never forget beside readings: chains, batches, alarms, commands, audit,
 * who read what.
 */
@NullMarked
package org.sekisho.headend.database;

import org.jspecify.annotations.NullMarked;
