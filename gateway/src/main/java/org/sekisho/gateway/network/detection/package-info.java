/** The guard's reports become security events and blocks. */
@NullMarked
package org.sekisho.gateway.network.detection;

import org.jspecify.annotations.NullMarked;
