/** Alerts of the gateways, as their owners' centre sees them. */
@NullMarked
package org.sekisho.management.alert;

import org.jspecify.annotations.NullMarked;
