/** What the analysis knows beforehand, as data: rules, controls, measures, frameworks. */
@NullMarked
package org.sekisho.risk.catalogue;

import org.jspecify.annotations.NullMarked;
