package org.sekisho.field.house.device;

/**
 * An MQTT message as a device sends it.
 *
 * @param topic its topic
 * @param payload its bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied by nobody
public record Message(String topic, byte[] payload) {}
