package org.sekisho.gateway.console;

import java.util.Locale;
import java.util.Set;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.access.AccountRole;

/** The two screens; each has a listener, a cookie and sessions of its own. */
public enum Screen {
  /** For those who live with the gateway. */
  USERS("利用者画面", "User screen"),
  /** For those who look after it; never on the WAN. */
  MAINTAINERS("保守者画面", "Maintenance screen");

  private final String ja;
  private final String en;

  Screen(String ja, String en) {
    this.ja = ja;
    this.en = en;
  }

  /** As people read it. */
  public LocalText text() {
    return new LocalText(ja, en);
  }

  /** Whose accounts come in here; those of others do not exist here. */
  public Set<AccountRole> roles() {
    return this == USERS
        ? Set.of(AccountRole.GENERAL_USER)
        : Set.of(AccountRole.MAINTAINER, AccountRole.AUDITOR);
  }

  /** The word in settings, events and ready file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String cookie() {
    return "__Host-sekisho-" + word();
  }

  String door() {
    return "console-" + word();
  }
}
