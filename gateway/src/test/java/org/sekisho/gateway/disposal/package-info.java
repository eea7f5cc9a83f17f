/** Tests of what is left when everything was destroyed. */
@NullMarked
package org.sekisho.gateway.disposal;

import org.jspecify.annotations.NullMarked;
