package org.sekisho.gateway.console;

import org.sekisho.program.access.AccountRole;

/**
 * Who looks at a section.
 *
 * @param account name of the account
 * @param role with which role
 * @param screen on which screen
 * @param source address that the browser is at
 */
public record Viewer(String account, AccountRole role, Screen screen, String source) {}
