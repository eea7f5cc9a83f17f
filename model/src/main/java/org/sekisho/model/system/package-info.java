/** The system model: zones, components, links, profiles, data and grants, and its file. */
@NullMarked
package org.sekisho.model.system;

import org.jspecify.annotations.NullMarked;
