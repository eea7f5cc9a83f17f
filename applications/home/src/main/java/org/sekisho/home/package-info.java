/** The home application: statistics, page and switches, on the head-end API alone. */
@NullMarked
package org.sekisho.home;

import org.jspecify.annotations.NullMarked;
