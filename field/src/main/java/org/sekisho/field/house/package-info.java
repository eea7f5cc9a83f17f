/** The simulated house: a program that plays the sensors and actuators of a system model. */
@NullMarked
package org.sekisho.field.house;

import org.jspecify.annotations.NullMarked;
