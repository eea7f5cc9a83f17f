package org.sekisho.risk.analysis;

import java.util.List;
import org.sekisho.model.system.LocalText;

/**
 * An attack surface (アタックサーフェイス): entry points under one number with what lies behind.
 *
 * @param number number such as AS1
 * @param name name, from its entry points
 * @param component id of the component that it belongs to
 * @param entryPoints ids of its entry points
 * @param assets ids of the assets behind it
 * @param inScope whether its component is judged
 */
public record Surface(
    String number,
    LocalText name,
    String component,
    List<String> entryPoints,
    List<String> assets,
    boolean inScope) {}
