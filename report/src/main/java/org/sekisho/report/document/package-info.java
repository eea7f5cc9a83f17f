/** A report as plain data: chapters, blocks, text and pictures, with no markup of any format. */
@NullMarked
package org.sekisho.report.document;

import org.jspecify.annotations.NullMarked;
