/** Tests of the health. */
@NullMarked
package org.sekisho.gateway.health;

import org.jspecify.annotations.NullMarked;
