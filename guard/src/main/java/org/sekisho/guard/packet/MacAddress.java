package org.sekisho.guard.packet;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of the link layer.
 *
 * @param bits 48 bits
 */
public record MacAddress(long bits) {
  /** Nobody known. */
  public static final MacAddress NONE = new MacAddress(0);

  /** Everybody on the link. */
  public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

  private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
  private static final int LENGTH = 6;

  /** The six bytes from this position on; {@link #NONE} when they are not all there. */
  public static MacAddress of(byte[] bytes, int from) {
    if (from < 0 || bytes.length - from < LENGTH) {
      return NONE;
    }
    return new MacAddress(((long) Octets.u16(bytes, from) << 32) | Octets.u32(bytes, from + 2));
  }

  /** Such as 02:00:00:00:00:01; empty for anything else. */
  public static Optional<MacAddress> parse(String text) {
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    return Optional.of(new MacAddress(Long.parseLong(text.replaceAll("[:-]", ""), 16)));
  }

  /** Whether it stands for a group, which no sender may be. */
  public boolean isGroup() {
    return (bits >>> 40 & 1) == 1;
  }

  @Override
  public String toString() {
    var text = new StringBuilder(17);
    for (int shift = 40; shift >= 0; shift -= 8) {
      text.append(String.format(Locale.ROOT, "%02x", bits >>> shift & 0xff));
      if (shift > 0) {
        text.append(':');
      }
    }
    return text.toString();
  }
}
