/** An analysis written as a report whose chapters follow the guide, in Japanese or English. */
@NullMarked
package org.sekisho.report.analysis;

import org.jspecify.annotations.NullMarked;
