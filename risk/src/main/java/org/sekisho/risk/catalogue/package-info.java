/**
 * What an analysis refers to: the items of guidelines, standards and threat collections, as data.
 */
@NullMarked
package org.sekisho.risk.catalogue;

import org.jspecify.annotations.NullMarked;
