/** The devices below the gateway: who they are and how they prove it. */
@NullMarked
package org.sekisho.gateway.device;

import org.jspecify.annotations.NullMarked;
