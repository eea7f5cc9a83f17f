package org.sekisho.program.access;

import java.util.Locale;
import org.sekisho.model.system.LocalText;

/**
 * What a person's account is for. Devices, applications and other programs have certificates or
 * tokens instead of accounts.
 */
public enum AccountRole {
  /** Sees the state and acknowledges alerts; on the users' screen only. */
  GENERAL_USER("一般利用者", "General user", false),
  /** Changes what can be changed; on the maintainers' screen only. */
  MAINTAINER("保守者", "Maintainer", true),
  /** Reads everything on the maintainers' screen and changes nothing. */
  AUDITOR("監査者", "Auditor", true);

  private final String ja;
  private final String en;
  private final boolean secondFactor;

  AccountRole(String ja, String en, boolean secondFactor) {
    this.ja = ja;
    this.en = en;
    this.secondFactor = secondFactor;
  }

  /** As people read it. */
  public LocalText text() {
    return new LocalText(ja, en);
  }

  /** Whether an account of this role cannot be used without a second factor. */
  public boolean needsSecondFactor() {
    return secondFactor;
  }

  /** The word in files and logs. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
