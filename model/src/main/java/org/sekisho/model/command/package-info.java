/** What an application asks of an actuator, and what came of it. */
@NullMarked
package org.sekisho.model.command;

import org.jspecify.annotations.NullMarked;
