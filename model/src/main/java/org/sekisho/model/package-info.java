/** The figure of the guideline as types, shared by every box; knows nobody. */
@NullMarked
package org.sekisho.model;

import org.jspecify.annotations.NullMarked;
