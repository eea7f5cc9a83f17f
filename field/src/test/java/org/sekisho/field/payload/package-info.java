/** Tests of the payload decoders. */
@NullMarked
package org.sekisho.field.payload;

import org.jspecify.annotations.NullMarked;
