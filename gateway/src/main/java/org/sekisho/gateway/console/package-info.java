/** The gateway's own pages for people: one screen for users, one for maintainers. */
@NullMarked
package org.sekisho.gateway.console;

import org.jspecify.annotations.NullMarked;
