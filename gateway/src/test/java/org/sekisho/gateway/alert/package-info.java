/** Tests of the alerts. */
@NullMarked
package org.sekisho.gateway.alert;

import org.jspecify.annotations.NullMarked;
