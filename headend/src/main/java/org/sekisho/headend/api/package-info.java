/** The API for applications, served exactly as the OpenAPI description says. */
@NullMarked
package org.sekisho.headend.api;

import org.jspecify.annotations.NullMarked;
