/** The other messages between gateway and head-end, and their topics. */
@NullMarked
package org.sekisho.wan.message;

import org.jspecify.annotations.NullMarked;
