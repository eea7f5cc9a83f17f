package org.sekisho.gateway.console;

import java.util.regex.Pattern;

/** Which addresses are the local console: those of the machine itself. */
final class Locals {
  private static final Pattern LOOPBACK =
      Pattern.compile("127(\\.\\d{1,3}){3}|::1|0:0:0:0:0:0:0:1(%\\w+)?");

  private Locals() {}

  static boolean isLocal(String address) {
    return LOOPBACK.matcher(address).matches();
  }
}
