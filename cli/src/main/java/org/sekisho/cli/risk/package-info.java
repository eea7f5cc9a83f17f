/** What a person types about the risk of a system. */
@NullMarked
package org.sekisho.cli.risk;

import org.jspecify.annotations.NullMarked;
