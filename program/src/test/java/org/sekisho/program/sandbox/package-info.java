/** A program that is taken over, before and after it is confined. */
@NullMarked
package org.sekisho.program.sandbox;

import org.jspecify.annotations.NullMarked;
