/** Who may come in: tries that are counted, passwords, accounts, second factor, sessions. */
@NullMarked
package org.sekisho.program.access;

import org.jspecify.annotations.NullMarked;
