package org.sekisho.home.page;

import java.time.Duration;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;
import org.sekisho.program.Address;

/**
 * The block {@code page:} of the configuration.
 *
 * @param name what the page is headed with
 * @param listen where the page is served over HTTPS
 * @param session how long a sign-in lasts
 * @param remoteUnlock whether a lock may be opened from the page; locking is always allowed
 */
public record PageConfig(LocalText name, Address listen, Duration session, boolean remoteUnlock) {
  private static final Address LISTEN = new Address("127.0.0.1", 7448);

  /** Reads the block, which may be absent. */
  public static PageConfig read(Fields root) {
    Fields page = root.section("page");
    Fields name = page.section("name");
    return new PageConfig(
        new LocalText(name.text("ja", "わが家"), name.text("en", "My home")),
        Address.of(page, "listen", LISTEN),
        page.duration("session", Duration.ofHours(12), Duration.ofMinutes(5), Duration.ofDays(7)),
        page.flag("remote-unlock", true));
  }
}
