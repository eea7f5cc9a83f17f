/** Tests of the log. */
@NullMarked
package org.sekisho.gateway.log;

import org.jspecify.annotations.NullMarked;
