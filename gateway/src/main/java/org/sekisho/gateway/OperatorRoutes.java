package org.sekisho.gateway;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sekisho.gateway.command.CommandDesk;
import org.sekisho.gateway.device.DeviceCredentialException;
import org.sekisho.gateway.device.DeviceCredentials;
import org.sekisho.gateway.event.Endpoint;
import org.sekisho.gateway.event.EventKind;
import org.sekisho.gateway.event.EventSink;
import org.sekisho.gateway.event.SecurityEvent;
import org.sekisho.gateway.listener.FieldSide;
import org.sekisho.model.system.Component;
import org.sekisho.model.system.SystemModel;
import org.sekisho.program.Secret;
import org.sekisho.program.https.Answer;
import org.sekisho.program.https.Request;
import org.sekisho.program.maintenance.MaintenanceListener;

/** What the operator may do at the gateway: credentials of devices, and the audit of commands. */
final class OperatorRoutes {
  private static final int AUDIT_LINES = 200;

  private final SystemModel model;
  private final String gateway;
  private final FieldSide field;
  private final CommandDesk desk;
  private final EventSink events;
  private final InstantSource clock;

  OperatorRoutes(
      SystemModel model,
      String gateway,
      FieldSide field,
      CommandDesk desk,
      EventSink events,
      InstantSource clock) {
    this.model = model;
    this.gateway = gateway;
    this.field = field;
    this.desk = desk;
    this.events = events;
    this.clock = clock;
  }

  private void tell(EventKind kind, Request request, String device, String rule, String detail) {
    events.record(
        SecurityEvent.of(kind, clock.instant(), detail)
            .from(new Endpoint(request.source(), 0), "https")
            .account(EventSide.MAINTENANCE)
            .device(device)
            .ruled(rule, "done"));
  }

  void addTo(MaintenanceListener listener) {
    listener
        .route("GET", "/devices", _ -> devices())
        .route("POST", "/devices/{id}/password", this::password)
        .route("POST", "/devices/{id}/certificate", this::certificate)
        .route("DELETE", "/devices/{id}/credential", this::revoke)
        .route("GET", "/commands/audit", this::audit);
  }

  private Answer devices() {
    Map<String, DeviceCredentials.Issued> issued =
        field.credentials().issued().stream()
            .collect(Collectors.toMap(DeviceCredentials.Issued::device, i -> i));
    List<Map<String, Object>> devices = new ArrayList<>();
    for (Component device : model.devicesOf(gateway)) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("device", device.id());
      json.put("profile", device.profile().orElse(""));
      json.put("connected", field.devices().connected(device.id()));
      DeviceCredentials.Issued credential = issued.get(device.id());
      json.put(
          "credential",
          credential == null
              ? "none"
              : credential.kind().name().toLowerCase(java.util.Locale.ROOT));
      if (credential != null) {
        json.put("issued_at", credential.issuedAt().toString());
      }
      devices.add(json);
    }
    return Answer.json(200, Map.of("devices", devices));
  }

  private boolean unknown(String device) {
    return model.devicesOf(gateway).stream().noneMatch(c -> c.id().equals(device));
  }

  private static Answer noSuchDevice() {
    return Answer.problem(404, "the system model has no such device at this gateway");
  }

  private Answer password(Request request) {
    String device = request.parameter("id");
    if (unknown(device)) {
      return noSuchDevice();
    }
    Secret password = field.credentials().issuePassword(device);
    tell(EventKind.ACCOUNT_CHANGED, request, device, "device-credential", "new password");
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("device", device);
    json.put("user", device);
    json.put("password", password.reveal());
    return Answer.json(201, json).with("Cache-Control", "no-store");
  }

  private Answer certificate(Request request) {
    String device = request.parameter("id");
    if (unknown(device)) {
      return noSuchDevice();
    }
    Optional<X509Certificate> certificate = certificateOf(request.body());
    if (certificate.isEmpty()) {
      return Answer.problem(400, "the body must be one X.509 certificate in PEM");
    }
    try {
      field.credentials().registerCertificate(device, certificate.get());
    } catch (DeviceCredentialException e) {
      return Answer.problem(409, "this certificate is already that of another device");
    }
    tell(EventKind.ACCOUNT_CHANGED, request, device, "device-credential", "new certificate");
    return Answer.json(201, Map.of("device", device));
  }

  private static Optional<X509Certificate> certificateOf(byte[] pem) {
    try {
      var found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      return found.size() == 1 && found.iterator().next() instanceof X509Certificate one
          ? Optional.of(one)
          : Optional.empty();
    } catch (CertificateException e) {
      return Optional.empty();
    }
  }

  private Answer revoke(Request request) {
    String device = request.parameter("id");
    if (unknown(device)) {
      return noSuchDevice();
    }
    if (!field.credentials().revoke(device)) {
      return Answer.problem(404, "the device has no credential");
    }
    tell(EventKind.ACCOUNT_CHANGED, request, device, "device-credential", "credential removed");
    return Answer.empty(204);
  }

  private Answer audit(Request request) {
    List<Map<String, Object>> lines = new ArrayList<>();
    for (var line : desk.audit(AUDIT_LINES)) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("number", line.number());
      json.put("at", line.at().toString());
      json.put("command", line.command());
      json.put("application", line.application());
      json.put("point", line.point());
      json.put("value", line.value());
      json.put("outcome", line.outcome());
      json.put("reason", line.reason());
      lines.add(json);
    }
    tell(
        EventKind.PROTECTED_DATA_READ,
        request,
        "",
        "commands",
        "audit of commands: " + lines.size() + " lines");
    return Answer.json(200, Map.of("lines", lines, "dropped", desk.counts().droppedAuditLines()));
  }
}
