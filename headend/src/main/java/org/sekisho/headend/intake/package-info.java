/** What comes from gateways: signed batches in their chains, the ledger, alarms. */
@NullMarked
package org.sekisho.headend.intake;

import org.jspecify.annotations.NullMarked;
