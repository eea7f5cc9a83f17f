/** What becomes of the guard's reports. */
@NullMarked
package org.sekisho.gateway.network.detection;

import org.jspecify.annotations.NullMarked;
