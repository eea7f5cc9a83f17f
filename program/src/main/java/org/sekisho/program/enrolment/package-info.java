/** How a program gets its certificate from the management, renews it and learns of revocations. */
@NullMarked
package org.sekisho.program.enrolment;

import org.jspecify.annotations.NullMarked;
