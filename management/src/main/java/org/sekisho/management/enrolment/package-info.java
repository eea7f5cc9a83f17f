/** Enrolment over Secure Transport (RFC 7030): one-time codes, requests, certificates. */
@NullMarked
package org.sekisho.management.enrolment;

import org.jspecify.annotations.NullMarked;
