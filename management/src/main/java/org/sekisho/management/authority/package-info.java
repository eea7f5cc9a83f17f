/** The certificate authority: root and issuing CA, certificates of the members, revocation list. */
@NullMarked
package org.sekisho.management.authority;

import org.jspecify.annotations.NullMarked;
