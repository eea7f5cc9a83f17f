package org.sekisho.model.system;

/**
 * Protocol on a link or at an entry point (PROTO-16, PROTO-19); what each can protect is data of
 * the risk catalogue.
 */
public enum Protocol {
  /** MQTT 3.1.1 or 5. */
  MQTT,
  /** MQTT for sensor networks. */
  MQTT_SN,
  /** Constrained Application Protocol. */
  COAP,
  /** OMA Lightweight M2M. */
  LWM2M,
  /** HTTP without TLS. */
  HTTP,
  /** HTTP over TLS. */
  HTTPS,
  /** WebSocket without TLS. */
  WS,
  /** WebSocket over TLS. */
  WSS,
  /** AMQP. */
  AMQP,
  /** Apache Kafka. */
  KAFKA,
  /** gRPC. */
  GRPC,
  /** Modbus over TCP. */
  MODBUS_TCP,
  /** Modbus over a serial line. */
  MODBUS_RTU,
  /** OPC Unified Architecture. */
  OPC_UA,
  /** BACnet over IP. */
  BACNET,
  /** PROFINET. */
  PROFINET,
  /** EtherNet/IP. */
  ETHERNET_IP,
  /** EtherCAT. */
  ETHERCAT,
  /** CC-Link IE. */
  CC_LINK_IE,
  /** CAN bus. */
  CAN,
  /** IEC 60870-5-104. */
  IEC_104,
  /** DNP3. */
  DNP3,
  /** DLMS/COSEM of smart meters. */
  DLMS,
  /** ECHONET Lite. */
  ECHONET_LITE,
  /** KNX. */
  KNX,
  /** Matter. */
  MATTER,
  /** Thread. */
  THREAD,
  /** Zigbee. */
  ZIGBEE,
  /** Z-Wave. */
  Z_WAVE,
  /** Wi-SUN. */
  WI_SUN,
  /** Bluetooth Low Energy. */
  BLE,
  /** Bluetooth BR/EDR. */
  BLUETOOTH,
  /** LoRaWAN. */
  LORAWAN,
  /** Sigfox. */
  SIGFOX,
  /** NFC. */
  NFC,
  /** IEEE 802.11 wireless LAN. */
  WLAN,
  /** Mobile network, 4G or 5G, with LTE-M and NB-IoT. */
  CELLULAR,
  /** Ethernet. */
  ETHERNET,
  /** Internet Protocol version 4. */
  IPV4,
  /** Internet Protocol version 6. */
  IPV6,
  /** ICMP. */
  ICMP,
  /** TCP without a named protocol above it. */
  TCP,
  /** UDP without a named protocol above it. */
  UDP,
  /** TLS without a named protocol above it. */
  TLS,
  /** RTSP and RTP. */
  RTSP,
  /** ONVIF. */
  ONVIF,
  /** WebRTC. */
  WEBRTC,
  /** SIP. */
  SIP,
  /** FTP without TLS. */
  FTP,
  /** FTP over TLS. */
  FTPS,
  /** SFTP. */
  SFTP,
  /** TFTP. */
  TFTP,
  /** SMB file sharing. */
  SMB,
  /** NFS file sharing. */
  NFS,
  /** Telnet. */
  TELNET,
  /** Secure Shell. */
  SSH,
  /** Remote desktop. */
  RDP,
  /** VNC. */
  VNC,
  /** DNS. */
  DNS,
  /** DHCP. */
  DHCP,
  /** NTP. */
  NTP,
  /** mDNS and DNS-SD. */
  MDNS,
  /** UPnP and SSDP. */
  UPNP,
  /** PPP over Ethernet. */
  PPPOE,
  /** SNMP version 1 or 2c. */
  SNMP,
  /** SNMP version 3. */
  SNMP_V3,
  /** Syslog. */
  SYSLOG,
  /** LDAP. */
  LDAP,
  /** SMTP. */
  SMTP,
  /** SQL to a database server. */
  SQL,
  /** TR-069. */
  TR_069,
  /** Enrolment over Secure Transport. */
  EST,
  /** IPsec. */
  IPSEC,
  /** WireGuard. */
  WIREGUARD,
  /** OpenVPN. */
  OPENVPN,
  /** UART or another serial console. */
  SERIAL,
  /** JTAG or SWD. */
  JTAG,
  /** I2C or SPI on the board. */
  BOARD_BUS,
  /** USB. */
  USB,
  /** SD card or another removable medium. */
  REMOVABLE_MEDIUM,
  /** An analogue or digital signal line such as 4–20 mA. */
  SIGNAL_LINE,
  /** Within one machine. */
  LOCAL,
  /** A protocol that this list does not name. */
  OTHER,
  /** Not known yet. */
  UNKNOWN
}
