/** An analysis as data for programs. */
@NullMarked
package org.sekisho.report.data;

import org.jspecify.annotations.NullMarked;
