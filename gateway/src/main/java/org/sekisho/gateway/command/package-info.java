/** The command gate: the only way from the centre to an actuator (SYS-18). */
@NullMarked
package org.sekisho.gateway.command;

import org.jspecify.annotations.NullMarked;
