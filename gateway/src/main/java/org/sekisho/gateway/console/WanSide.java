package org.sekisho.gateway.console;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.program.Address;
import org.sekisho.program.StartException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which addresses of this machine are on the side of the WAN: those of the interfaces by which the
 * kernel would send to the head-end or to any address outside. Nothing is sent to find out.
 */
final class WanSide {
  private static final Logger LOG = LoggerFactory.getLogger(WanSide.class);

  /** Addresses for documentation, which only the default route leads to. */
  private static final List<String> OUTSIDE = List.of("192.0.2.1", "2001:db8::1");

  private static final int ANY_PORT = 9;

  private WanSide() {}

  /** Refuses an address of the WAN's side; a {@link StartException} names the setting. */
  static void refuse(String setting, Address listen, Address headEnd) {
    InetAddress wanted = new InetSocketAddress(listen.host(), listen.port()).getAddress();
    if (wanted == null || wanted.isLoopbackAddress()) {
      return;
    }
    if (wanted.isAnyLocalAddress() || addresses(headEnd).contains(wanted)) {
      throw new StartException(
          setting
              + ": "
              + listen
              + " is an address on the side of the WAN; the maintainers' screen is not offered"
              + " there (console.maintainers.on-wan: accepted waives this)");
    }
  }

  private static Set<InetAddress> addresses(Address headEnd) {
    Set<InetAddress> all = new HashSet<>();
    for (InetSocketAddress outside :
        List.of(
            new InetSocketAddress(headEnd.host(), ANY_PORT),
            new InetSocketAddress(OUTSIDE.get(0), ANY_PORT),
            new InetSocketAddress(OUTSIDE.get(1), ANY_PORT))) {
      if (outside.isUnresolved()) {
        continue;
      }
      try (var socket = new DatagramSocket()) {
        socket.connect(outside);
        InetAddress own = socket.getLocalAddress();
        NetworkInterface its = NetworkInterface.getByInetAddress(own);
        if (!own.isLoopbackAddress() && its != null) {
          all.addAll(its.inetAddresses().collect(Collectors.toSet()));
        }
      } catch (IOException | RuntimeException e) {
        LOG.debug("no way to {}: {}", outside, e.toString());
      }
    }
    return all;
  }
}
