package org.sekisho.gateway.listener;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.sekisho.gateway.device.DeviceCredentials;

/**
 * Trusts exactly the client certificates that are registered for a device, whoever issued them: a
 * device's certificate is known by its SHA-256, so no authority of devices is needed. One that a
 * maintainer added vouches for the devices that have it as credential. Thread-safe.
 */
final class DeviceTrust extends X509ExtendedTrustManager {
  private final DeviceCredentials credentials;

  DeviceTrust(DeviceCredentials credentials) {
    this.credentials = credentials;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    if (credentials.deviceOf(chain).isEmpty()) {
      throw new CertificateException("of no device");
    }
    chain[0].checkValidity();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is the server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
