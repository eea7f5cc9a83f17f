/** Writing CBOR (RFC 8949) without an object in between; reading is Jackson's work. */
@NullMarked
package org.sekisho.model.cbor;

import org.jspecify.annotations.NullMarked;
