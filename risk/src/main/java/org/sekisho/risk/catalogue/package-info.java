<<<<<<< HEAD
/**
 * What an analysis refers to: the items of guidelines, standards and threat collections, as data.
 */
=======
/** What the analysis knows beforehand, as data: rules, controls, measures, frameworks. */
>>>>>>> main
@NullMarked
package org.sekisho.risk.catalogue;

import org.jspecify.annotations.NullMarked;
