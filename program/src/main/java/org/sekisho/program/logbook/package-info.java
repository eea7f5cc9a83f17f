/** The form of a gateway's log outside of the gateway: lines, signatures, verification, sizing. */
@NullMarked
package org.sekisho.program.logbook;

import org.jspecify.annotations.NullMarked;
