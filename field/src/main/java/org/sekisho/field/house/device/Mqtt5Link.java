package org.sekisho.field.house.device;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The link of a device that speaks MQTT 5. */
public final class Mqtt5Link implements DeviceLink {
  private static final Logger LOG = LoggerFactory.getLogger(Mqtt5Link.class);

  private final LinkSettings settings;
  private final boolean listens;
  private final Mqtt5AsyncClient client;
  private volatile boolean closed;

  /**
   * A link that is not started yet.
   *
   * @param listens whether the device takes commands
   */
  public Mqtt5Link(LinkSettings settings, boolean listens, Inbox inbox) {
    this.settings = settings;
    this.listens = listens;
    this.client =
        MqttClient.builder()
            .useMqttVersion5()
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
                reply(publish)));
  }

  @Override
  public void start() {
    var _ = client.connectWith().cleanStart(true).keepAlive(30).send();
  }

  @Override
  public boolean connected() {
    return client.getState().isConnected();
  }

  @Override
  public CompletableFuture<Void> publish(Message message, Optional<Reply> reply) {
    var publish =
        Mqtt5Publish.builder()
            .topic(reply.flatMap(Reply::topic).orElse(message.topic()))
            .qos(MqttQos.AT_LEAST_ONCE)
            .payload(message.payload())
            .correlationData(reply.flatMap(Reply::correlation).orElse(null))
            .build();
    // A negative acknowledgement completes the future exceptionally.
    return client.publish(publish).thenApply(_ -> null);
  }

  private static Reply reply(Mqtt5Publish request) {
    return new Reply(
        request.getResponseTopic().map(Object::toString),
        request
            .getCorrelationData()
            .map(
                data -> {
                  byte[] bytes = new byte[data.remaining()];
                  data.get(bytes);
                  return bytes;
                }));
  }

  private void subscribe() {
    LOG.info("{}: connected, MQTT 5", settings.device());
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
