@NullMarked
package org.sekisho.gateway.console;

import org.jspecify.annotations.NullMarked;
