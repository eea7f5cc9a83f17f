package org.sekisho.benchmarks.hivemq;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthInput;
import com.hivemq.extension.sdk.api.auth.parameter.SimpleAuthOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/**
 * HiveMQ Community Edition, embedded: one TLS 1.3 listener, a password that is compared in constant
 * time, everything in memory. Arguments: folder, port, key store (PKCS #12), its password, the
 * devices' password. Writes the file {@code ready} into the folder when it listens.
 */
public final class HiveMqPeer {
  private HiveMqPeer() {}

  /** Runs until the process is told to stop. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Path configuration = Files.createDirectories(folder.resolve("conf"));
    Path data = Files.createDirectories(folder.resolve("data"));
    Path extensions = Files.createDirectories(folder.resolve("extensions"));
    Files.writeString(configuration.resolve("config.xml"), config(args[1], args[2], args[3]));
    byte[] password = args[4].getBytes(StandardCharsets.UTF_8);
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(data)
            .withExtensionsFolder(extensions)
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("password")
                    .withName("Password")
                    .withVersion("1")
                    .withAuthor("Sekisho")
                    .withExtensionMain(new Password(password))
                    .build())
            .build();
    broker.start().join();
    Files.writeString(folder.resolve("ready"), "ready\n");
    Thread.currentThread().join();
  }

  private static String config(String port, String store, String storePassword) {
    return """
    <?xml version="1.0"?>
    <hivemq>
      <listeners>
        <tls-tcp-listener>
          <port>%s</port>
          <bind-address>127.0.0.1</bind-address>
          <tls>
            <protocols><protocol>TLSv1.3</protocol></protocols>
            <keystore>
              <path>%s</path>
              <password>%s</password>
              <private-key-password>%s</private-key-password>
            </keystore>
            <client-authentication-mode>NONE</client-authentication-mode>
          </tls>
        </tls-tcp-listener>
      </listeners>
      <persistence><mode>in-memory</mode></persistence>
      <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
    </hivemq>
    """
        .formatted(port, store, storePassword, storePassword);
  }

  private record Password(byte[] password) implements ExtensionMain {
    @Override
    public void extensionStart(ExtensionStartInput in, ExtensionStartOutput out) {
      Services.securityRegistry()
          .setAuthenticatorProvider(input -> (SimpleAuthenticator) this::check);
    }

    @Override
    public void extensionStop(ExtensionStopInput in, ExtensionStopOutput out) {}

    private void check(SimpleAuthInput in, SimpleAuthOutput out) {
      ByteBuffer given = in.getConnectPacket().getPassword().orElse(ByteBuffer.allocate(0));
      byte[] bytes = new byte[given.remaining()];
      given.duplicate().get(bytes);
      if (MessageDigest.isEqual(bytes, password)) {
        out.authenticateSuccessfully();
      } else {
        out.failAuthentication();
      }
    }
  }
}
