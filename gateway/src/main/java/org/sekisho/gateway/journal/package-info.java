/** The durable, encrypted journal in which every reading lies until the centre has it. */
@NullMarked
package org.sekisho.gateway.journal;

import org.jspecify.annotations.NullMarked;
