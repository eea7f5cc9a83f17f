/** YAML documents read with positions, so that every error names file, line and what is allowed. */
@NullMarked
package org.sekisho.model.document;

import org.jspecify.annotations.NullMarked;
