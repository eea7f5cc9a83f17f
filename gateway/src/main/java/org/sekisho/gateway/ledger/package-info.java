/** The gateway's side of the ledger: every accepted reading is delivered, waiting or given up. */
@NullMarked
package org.sekisho.gateway.ledger;

import org.jspecify.annotations.NullMarked;
