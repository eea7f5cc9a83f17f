/** Tests of the journal on real files. */
@NullMarked
package org.sekisho.gateway.journal;

import org.jspecify.annotations.NullMarked;
