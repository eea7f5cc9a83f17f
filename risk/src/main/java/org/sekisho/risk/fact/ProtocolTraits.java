package org.sekisho.risk.fact;

import org.sekisho.model.system.Protocol;

/** What is known of protocols by their design. */
@FunctionalInterface
public interface ProtocolTraits {
  /**
   * What a protocol is by design.
   *
   * @param radio whether it goes through the air
   * @param canEncrypt whether it has a way to encrypt, by itself or by its usual secure layer
   * @param canAuthenticate whether it has a way to authenticate its ends
   * @param plain whether content can be read on the way unless something is added
   */
  record Traits(boolean radio, boolean canEncrypt, boolean canAuthenticate, boolean plain) {}

  /** The traits of a protocol. */
  Traits of(Protocol protocol);

  /** A rough answer from the names of protocols, for when no catalogue of protocols is at hand. */
  static Traits byName(Protocol protocol) {
    boolean radio =
        switch (protocol) {
          case MATTER,
              THREAD,
              ZIGBEE,
              Z_WAVE,
              WI_SUN,
              BLE,
              BLUETOOTH,
              LORAWAN,
              SIGFOX,
              NFC,
              WLAN,
              CELLULAR ->
              true;
          default -> false;
        };
    boolean plain =
        switch (protocol) {
          case MQTT,
              MQTT_SN,
              COAP,
              HTTP,
              WS,
              AMQP,
              KAFKA,
              MODBUS_TCP,
              MODBUS_RTU,
              BACNET,
              PROFINET,
              ETHERNET_IP,
              ETHERCAT,
              CC_LINK_IE,
              CAN,
              IEC_104,
              DNP3,
              ECHONET_LITE,
              KNX,
              IPV4,
              IPV6,
              ICMP,
              TCP,
              UDP,
              RTSP,
              ONVIF,
              SIP,
              FTP,
              TFTP,
              NFS,
              TELNET,
              VNC,
              DNS,
              DHCP,
              NTP,
              MDNS,
              UPNP,
              PPPOE,
              SNMP,
              SYSLOG,
              LDAP,
              SMTP,
              SQL,
              TR_069,
              SERIAL,
              JTAG,
              BOARD_BUS,
              USB,
              REMOVABLE_MEDIUM,
              SIGNAL_LINE ->
              true;
          default -> false;
        };
    boolean bare =
        switch (protocol) {
          case HTTP,
              WS,
              MODBUS_RTU,
              PROFINET,
              ETHERCAT,
              CC_LINK_IE,
              CAN,
              ECHONET_LITE,
              FTP,
              TFTP,
              TELNET,
              SNMP,
              SERIAL,
              JTAG,
              BOARD_BUS,
              SIGNAL_LINE,
              ICMP,
              DHCP,
              MDNS,
              UPNP ->
              true;
          default -> false;
        };
    return new Traits(radio, !bare, !bare, plain);
  }
}
