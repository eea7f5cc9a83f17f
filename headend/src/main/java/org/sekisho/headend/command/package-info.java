/** Commands of applications on their way to a gateway, and what came of them. */
@NullMarked
package org.sekisho.headend.command;

import org.jspecify.annotations.NullMarked;
