package org.sekisho.gateway.listener;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** MQTT packets by hand, for what no client library would send. */
final class RawMqtt {
  private RawMqtt() {}

  static byte[] connect311(
      String clientId, @Nullable String user, @Nullable String password, int keepAliveS) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, "MQTT");
    body.write(4);
    body.write(0x02 | (user == null ? 0 : 0x80) | (password == null ? 0 : 0x40));
    body.write(keepAliveS >> 8);
    body.write(keepAliveS);
    text(body, clientId);
    if (user != null) {
      text(body, user);
    }
    if (password != null) {
      text(body, password);
    }
    return packet(0x10, body.toByteArray());
  }

  static byte[] publish(String topic, int packetId, byte[] payload) {
    return publish(0x32, topic, packetId, payload);
  }

  static byte[] publish(int head, String topic, int packetId, byte[] payload) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    text(body, topic);
    if ((head & 0x06) != 0) {
      body.write(packetId >> 8);
      body.write(packetId);
    }
    body.writeBytes(payload);
    return packet(head, body.toByteArray());
  }

  static byte[] packet(int head, byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(head);
    int length = body.length;
    do {
      int digit = length & 0x7F;
      length >>>= 7;
      out.write(length > 0 ? digit | 0x80 : digit);
    } while (length > 0);
    out.writeBytes(body);
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.write(utf8.length >> 8);
    out.write(utf8.length);
    out.writeBytes(utf8);
  }
}
