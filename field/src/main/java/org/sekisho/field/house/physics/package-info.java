/** The physics of the simulated house as pure functions: weather, people, heat, light and power. */
@NullMarked
package org.sekisho.field.house.physics;

import org.jspecify.annotations.NullMarked;
