/** The two faces of the configuration against damage and power cuts. */
@NullMarked
package org.sekisho.gateway.configuration;

import org.jspecify.annotations.NullMarked;
