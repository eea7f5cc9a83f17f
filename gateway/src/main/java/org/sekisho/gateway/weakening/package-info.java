/** Protections that a maintainer has lowered: how, since when, by whom, and the way back. */
@NullMarked
package org.sekisho.gateway.weakening;

import org.jspecify.annotations.NullMarked;
