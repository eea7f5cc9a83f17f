/**
 * What the network may do, as typed values: no text of a rule ever comes from outside the guard.
 */
@NullMarked
package org.sekisho.guard.policy;

import org.jspecify.annotations.NullMarked;
