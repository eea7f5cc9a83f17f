/** OAuth 2.0 tokens of the applications: registration, client credentials, key set. */
@NullMarked
package org.sekisho.management.token;

import org.jspecify.annotations.NullMarked;
