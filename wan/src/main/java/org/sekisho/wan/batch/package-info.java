/** Batches of readings: numbered, chained by hash, signed (COSE_Sign1, RFC 9052). */
@NullMarked
package org.sekisho.wan.batch;

import org.jspecify.annotations.NullMarked;
