package org.sekisho.field.house.device;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.message.publish.Mqtt3Publish;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link of a device that speaks MQTT 3.1.1. */
public final class Mqtt3Link implements DeviceLink {
  private static final Logger LOG = LoggerFactory.getLogger(Mqtt3Link.class);

  private final LinkSettings settings;
  private final boolean listens;
  private final Mqtt3AsyncClient client;
  private volatile boolean closed;

  /**
   * A link that is not started yet.
   *
   * @param listens whether the device takes commands
   */
  public Mqtt3Link(LinkSettings settings, boolean listens, Inbox inbox) {
    this.settings = settings;
    this.listens = listens;
    this.client =
        MqttClient.builder()
            .useMqttVersion3()
            .identifier(settings.device())
            .serverHost(settings.gateway().host())
            .serverPort(settings.gateway().port())
            .sslConfig(settings.tls())
            // Given here and not with the first connect, so that later ones have it, too.
            .simpleAuth()
            .username(settings.device())
            .password(settings.password().bytes())
            .applySimpleAuth()
            .addConnectedListener(_ -> subscribe())
            .addDisconnectedListener(context -> settings.comeBack(context, closed))
            .buildAsync();
    client.publishes(
        MqttGlobalPublishFilter.ALL,
        publish ->
            inbox.accept(
                new Message(publish.getTopic().toString(), publish.getPayloadAsBytes()),
                Reply.USUAL));
  }

  @Override
  public void start() {
    var _ = client.connectWith().cleanSession(true).keepAlive(30).send();
  }

  @Override
  public boolean connected() {
    return client.getState().isConnected();
  }

  @Override
  public CompletableFuture<Void> publish(Message message, Optional<Reply> reply) {
    return client
        .publish(
            Mqtt3Publish.builder()
                .topic(message.topic())
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(message.payload())
                .build())
        .thenApply(_ -> null);
  }

  private void subscribe() {
    LOG.info("{}: connected, MQTT 3.1.1", settings.device());
    if (listens) {
      var _ =
          client
              .subscribeWith()
              .topicFilter("commands/+")
              .qos(MqttQos.AT_LEAST_ONCE)
              .send()
              .whenComplete(
                  (_, fault) -> {
                    if (fault != null) {
                      LOG.warn("{}: not subscribed: {}", settings.device(), fault.getMessage());
                    }
                  });
    }
  }

  @Override
  public void close() {
    closed = true;
    var _ =
        client.disconnect().orTimeout(2, TimeUnit.SECONDS).handle((_, _) -> Boolean.TRUE).join();
  }
}
