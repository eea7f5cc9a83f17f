/** Each detection at its boundary, and honest traffic that none may mind. */
@NullMarked
package org.sekisho.guard.detect;

import org.jspecify.annotations.NullMarked;
