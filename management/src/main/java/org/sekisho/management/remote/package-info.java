/** Locks, unlocks and erases gateways from afar, and keeps the proof. */
@NullMarked
package org.sekisho.management.remote;

import org.jspecify.annotations.NullMarked;
