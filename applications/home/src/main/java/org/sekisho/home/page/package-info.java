/** The page for the people of the house: sign-in, routes, live updates. */
@NullMarked
package org.sekisho.home.page;

import org.jspecify.annotations.NullMarked;
