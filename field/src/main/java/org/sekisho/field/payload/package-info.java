/** What devices write into their messages, decoded: total, and free of any transport. */
@NullMarked
package org.sekisho.field.payload;

import org.jspecify.annotations.NullMarked;
