/** HTTPS as the programs serve it: bounded, default deny, handlers on virtual threads. */
@NullMarked
package org.sekisho.program.https;

import org.jspecify.annotations.NullMarked;
