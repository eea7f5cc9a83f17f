/** What travels between a gateway and the centre: messages, codec, signature. */
@NullMarked
package org.sekisho.wan;

import org.jspecify.annotations.NullMarked;
