/** From what a device wrote to readings that carry their quality and its reason. */
@NullMarked
package org.sekisho.gateway.intake;

import org.jspecify.annotations.NullMarked;
