/** What is on the wire between a simulated device and its gateway. */
@NullMarked
package org.sekisho.field.house.device;

import org.jspecify.annotations.NullMarked;
