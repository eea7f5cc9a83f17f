/** How the gateway itself does: states, faults, the check of itself, and the watchdog. */
@NullMarked
package org.sekisho.gateway.health;

import org.jspecify.annotations.NullMarked;
