package org.sekisho.benchmarks.load;

import org.sekisho.program.Secret;

/**
 * A device that publishes.
 *
 * @param user its user name and client id
 * @param password its password
 * @param topic where it publishes
 */
public record Device(String user, Secret password, String topic) {}
