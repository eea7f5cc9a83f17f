/**
 * The members of the system, their certificates and state, and the audit trail; in the database.
 */
@NullMarked
package org.sekisho.management.inventory;

import org.jspecify.annotations.NullMarked;
