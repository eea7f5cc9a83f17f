/** What lowers protections, and what the guard says of it. */
@NullMarked
package org.sekisho.gateway.weakening;

import org.jspecify.annotations.NullMarked;
