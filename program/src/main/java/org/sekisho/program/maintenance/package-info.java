/** The loopback listener through which the operator of a machine looks after a program. */
@NullMarked
package org.sekisho.program.maintenance;

import org.jspecify.annotations.NullMarked;
