/** What a program takes away from itself before it reads what others send. */
@NullMarked
package org.sekisho.program.sandbox;

import org.jspecify.annotations.NullMarked;
