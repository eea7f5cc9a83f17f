package org.sekisho.gateway.uplink;

import io.vertx.core.Future;
import org.sekisho.wan.transport.WanConnection;

/** Opens connections to the head-end with the identity of the moment. */
public interface Dialer {
  /** Begins one attempt. Any thread; the listener is called on an event loop. */
  Dialled dial(WanConnection.Listener listener);

  /**
   * An attempt that has begun.
   *
   * @param signer the same identity as the connection's: the head-end compares them
   * @param attempt what comes of it
   */
  record Dialled(Signer signer, Future<WanConnection.Attempt> attempt) {}
}
