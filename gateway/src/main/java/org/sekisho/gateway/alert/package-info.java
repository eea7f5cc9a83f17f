/** What a person must know of: alerts that stay until acknowledged, lamp, delivery. */
@NullMarked
package org.sekisho.gateway.alert;

import org.jspecify.annotations.NullMarked;
