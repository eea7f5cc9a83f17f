/** What a sensor said: value, time, quality, origin. */
@NullMarked
package org.sekisho.model.reading;

import org.jspecify.annotations.NullMarked;
