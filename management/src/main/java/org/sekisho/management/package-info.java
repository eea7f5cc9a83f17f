/** The IoT-GW management program: certificate authority, enrolment, inventory, tokens. */
@NullMarked
package org.sekisho.management;

import org.jspecify.annotations.NullMarked;
