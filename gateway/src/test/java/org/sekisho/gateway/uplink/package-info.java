/** Tests of the uplink against a scripted head-end. */
@NullMarked
package org.sekisho.gateway.uplink;

import org.jspecify.annotations.NullMarked;
