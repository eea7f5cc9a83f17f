package org.sekisho.program.maintenance;

import org.sekisho.model.document.Fields;
import org.sekisho.program.Address;

/**
 * The block {@code maintenance:} of every program's configuration.
 *
 * @param listen a loopback address; port 0 is a free one, told in the ready file
 */
public record MaintenanceConfig(Address listen) {
  /** Reads the block; it may be absent, then the port is the program's usual one. */
  public static MaintenanceConfig read(Fields root, int usualPort) {
    Fields block = root.section("maintenance");
    Address listen = Address.of(block, "listen", new Address("127.0.0.1", usualPort));
    if (!listen.isLoopback()) {
      block.problem("listen", "must be a loopback address: it is for this machine's operator");
    }
    return new MaintenanceConfig(listen);
  }
}
