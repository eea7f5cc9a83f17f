/** What gateway, management and command line share of erasing: signed orders and certificates. */
@NullMarked
package org.sekisho.program.disposal;

import org.jspecify.annotations.NullMarked;
