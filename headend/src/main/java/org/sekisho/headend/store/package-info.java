/** Readings, durably stored and found again; QuestDB is one way of it. */
@NullMarked
package org.sekisho.headend.store;

import org.jspecify.annotations.NullMarked;
