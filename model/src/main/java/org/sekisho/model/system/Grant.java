package org.sekisho.model.system;

import java.util.Set;
import org.sekisho.model.reading.PointId;

/**
 * What an application may read and command; nothing is allowed by default.
 *
 * @param application component id of the application
 * @param read devices whose readings it may see
 * @param command points that it may command
 */
public record Grant(String application, Set<String> read, Set<PointId> command) {}
