package org.sekisho.field.house.device;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import javax.net.ssl.TrustManagerFactory;
import org.sekisho.program.Address;
import org.sekisho.program.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device needs to connect.
 *
 * @param device the device's id, also its user name
 * @param password its password
 * @param gateway where the gateway listens; the name is checked against its certificate
 * @param trust the roots that may have issued that certificate
 * @param jitterMs a random whole number from 0 up to the bound, exclusive
 */
public record LinkSettings(
    String device,
    Secret password,
    Address gateway,
    TrustManagerFactory trust,
    LongUnaryOperator jitterMs) {
  /** Shortest delay before a new connection, milliseconds. */
  public static final long FIRST_DELAY_MS = 500;

  /** Longest delay before a new connection, milliseconds, without jitter. */
  public static final long LONGEST_DELAY_MS = 15_000;

  private static final Logger LOG = LoggerFactory.getLogger(LinkSettings.class);

  /** Settings with jitter from the thread's own randomness. */
  public LinkSettings(String device, Secret password, Address gateway, TrustManagerFactory trust) {
    this(device, password, gateway, trust, ThreadLocalRandom.current()::nextLong);
  }

  MqttClientSslConfig tls() {
    return MqttClientSslConfig.builder().trustManagerFactory(trust).build();
  }

  /** Decides about a connection that ended: half the delay is fixed, half is drawn. */
  void comeBack(MqttClientDisconnectedContext context, boolean closed) {
    if (closed || context.getSource() == MqttDisconnectSource.USER) {
      context.getReconnector().reconnect(false);
      return;
    }
    int attempts = context.getReconnector().getAttempts();
    long delayMs = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS << Math.min(attempts, 10));
    if (attempts == 0 || Integer.bitCount(attempts) == 1) {
      LOG.warn("{}: not connected ({}); trying again", device, reason(context.getCause()));
    }
    context
        .getReconnector()
        .reconnect(true)
        .resubscribeIfSessionExpired(false)
        .republishIfSessionExpired(false)
        .delay(delayMs / 2 + jitterMs.applyAsLong(delayMs / 2 + 1), TimeUnit.MILLISECONDS);
  }

  private static String reason(Throwable cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
