/** The configuration in two faces: versioned, signed, put on trial, reverted by itself. */
@NullMarked
package org.sekisho.gateway.configuration;

import org.jspecify.annotations.NullMarked;
