package org.sekisho.gateway.device;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sekisho.program.Secret;
import org.sekisho.program.access.Admission;
import org.sekisho.program.access.Attempt;
import org.sekisho.program.access.LockoutEngine;
import org.sqlite.SQLiteConfig;

/**
 * One credential per device, in the SQLite file {@code gateway.db}: a password kept as a salted
 * hash, the SHA-256 of a client certificate, or the SHA-256 of an authority that vouches for it.
 * Only devices of the system model can have one, and none has one before it is issued.
 *
 * <p>A password is 128 random bits that nobody chose, so a fast hash keeps it as well as a slow
 * one: nobody can try 2^128 of them. Devices that reconnect all at once after a power cut cost a
 * microsecond each. For the same reason a right password is never locked out: guessing at a
 * device's name from elsewhere cannot shut the device out. Memory is bounded by the number of
 * devices and by {@link LockoutEngine}. Thread-safe.
 */
public final class DeviceCredentials implements AutoCloseable {
  /** Longest password that is looked at, in bytes; longer ones are wrong. */
  public static final int MAX_PASSWORD_BYTES = 256;

  private static final String DOOR = "mqtt";
  private static final int SALT_BYTES = 16;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  /** How a device proves who it is. */
  public enum Kind {
    /** Password, kept as a salted hash. */
    PASSWORD,
    /** Client certificate, kept as its SHA-256. */
    CERTIFICATE,
    /** Any client certificate of its name that an added authority vouches for. */
    AUTHORITY
  }

  /**
   * What is known of a device's credential; never the credential itself.
   *
   * @param device component id
   * @param kind how the device proves who it is
   * @param issuedAt when it was issued
   */
  public record Issued(String device, Kind kind, Instant issuedAt) {}

  private record Row(Kind kind, String value, Instant issuedAt) {}

  private final Set<String> devices;
  private final LockoutEngine doors;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Connection connection;
  private final Map<String, Row> rows = new ConcurrentHashMap<>();
  private final Map<String, String> deviceByCertificate = new ConcurrentHashMap<>();
  private final Map<String, DeviceAuthority> authorities = new ConcurrentHashMap<>();
  private final String nobody;
  private final List<Consumer<String>> onChange = new CopyOnWriteArrayList<>();

  /**
   * Opens or makes the store.
   *
   * @param file the SQLite file
   * @param devices ids of the devices that may have a credential
   * @param doors counts wrong attempts per device and source
   */
  public DeviceCredentials(
      Path file,
      Set<String> devices,
      LockoutEngine doors,
      SecureRandom random,
      InstantSource clock) {
    this.devices = Set.copyOf(devices);
    this.doors = doors;
    this.random = random;
    this.clock = clock;
    this.nobody = hashed(new byte[0]);
    try {
      this.connection = open(file);
      load();
    } catch (SQLException e) {
      throw new DeviceCredentialException("cannot open " + file + ": " + e.getMessage(), e);
    }
  }

  private static Connection open(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    // What is deleted is overwritten in the file, not only forgotten.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    config.setBusyTimeout(5_000);
    return DriverManager.getConnection("jdbc:sqlite:" + file, config.toProperties());
  }

  private void load() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE IF NOT EXISTS device_credential(device TEXT PRIMARY KEY,"
              + " kind TEXT NOT NULL, value TEXT NOT NULL, issued_at INTEGER NOT NULL)");
      try (ResultSet row =
          statement.executeQuery("SELECT device,kind,value,issued_at FROM device_credential")) {
        while (row.next()) {
          String device = row.getString(1);
          // A credential of a device that the model no longer has is kept but never valid.
          if (devices.contains(device)) {
            remember(
                device,
                new Row(
                    Kind.valueOf(row.getString(2)),
                    row.getString(3),
                    Instant.ofEpochSecond(row.getLong(4))));
          }
        }
      }
    }
  }

  /**
   * Gives the device a new password of 128 random bits, which is shown this once; what it had
   * before is void.
   */
  public Secret issuePassword(String device) {
    requireDevice(device);
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    Secret password = Secret.of(base32(bytes));
    put(device, new Row(Kind.PASSWORD, hashed(bytes(password.reveal())), clock.instant()));
    return password;
  }

  /** Makes this certificate the device's credential; what it had before is void. */
  public void registerCertificate(String device, X509Certificate certificate) {
    requireDevice(device);
    String sha256 = sha256(certificate);
    String owner = deviceByCertificate.get(sha256);
    if (owner != null && !owner.equals(device)) {
      throw new DeviceCredentialException("this certificate is already that of " + owner);
    }
    put(device, new Row(Kind.CERTIFICATE, sha256, clock.instant()));
  }

  /**
   * Trusts an authority again that was trusted in a former life of the gateway; devices that had it
   * as credential may use it, no others.
   */
  public void restoreAuthority(DeviceAuthority authority) {
    authorities.put(authority.sha256(), authority);
  }

  /**
   * Makes this authority the credential of devices; what they had before is void.
   *
   * @return the devices that now have it
   */
  public List<String> trustAuthority(DeviceAuthority authority, Set<String> wanted) {
    wanted.forEach(this::requireDevice);
    authorities.put(authority.sha256(), authority);
    for (String device : wanted) {
      put(device, new Row(Kind.AUTHORITY, authority.sha256(), clock.instant()));
    }
    return wanted.stream().sorted().toList();
  }

  /** Trusts the authority no more; its devices have no credential then. */
  public void removeAuthority(String sha256) {
    authorities.remove(sha256);
    rows.entrySet().stream()
        .filter(e -> e.getValue().kind() == Kind.AUTHORITY && e.getValue().value().equals(sha256))
        .map(Map.Entry::getKey)
        .toList()
        .forEach(this::revoke);
  }

  /** The devices that have no credential. */
  public Set<String> withoutCredential() {
    return devices.stream()
        .filter(d -> !rows.containsKey(d))
        .collect(java.util.stream.Collectors.toSet());
  }

  /** Takes the device's credential away; answers whether it had one. */
  public boolean revoke(String device) {
    synchronized (connection) {
      if (!rows.containsKey(device)) {
        return false;
      }
      try (PreparedStatement delete =
          connection.prepareStatement("DELETE FROM device_credential WHERE device=?")) {
        delete.setString(1, device);
        delete.executeUpdate();
      } catch (SQLException e) {
        throw new DeviceCredentialException("cannot revoke: " + e.getMessage(), e);
      }
      forget(device);
    }
    onChange.forEach(listener -> listener.accept(device));
    return true;
  }

  /** All credentials that are valid now, by device. */
  public List<Issued> issued() {
    List<Issued> issued = new ArrayList<>();
    rows.forEach((device, row) -> issued.add(new Issued(device, row.kind(), row.issuedAt())));
    issued.sort(java.util.Comparator.comparing(Issued::device));
    return issued;
  }

  /** Calls the listener with the device id when a credential was replaced or revoked. */
  public void onChange(Consumer<String> listener) {
    onChange.add(listener);
  }

  /**
   * The device that this chain proves: its first certificate is registered, or is one of the
   * device's name under the authority that is the device's credential.
   */
  public Optional<String> deviceOf(X509Certificate... chain) {
    if (chain.length == 0) {
      return Optional.empty();
    }
    String registered = deviceByCertificate.get(sha256(chain[0]));
    if (registered != null || authorities.isEmpty()) {
      return Optional.ofNullable(registered);
    }
    return DeviceAuthority.name(chain[0])
        .filter(
            device -> {
              Row row = rows.get(device);
              DeviceAuthority authority =
                  row != null && row.kind() == Kind.AUTHORITY ? authorities.get(row.value()) : null;
              return authority != null && authority.vouchesFor(chain, clock.instant());
            });
  }

  /**
   * Judges a password; never blocks.
   *
   * @param source address of the peer, without port
   */
  public CredentialVerdict verify(String device, byte[] password, String source) {
    Row row = rows.get(device);
    String its = row != null && row.kind() == Kind.PASSWORD ? row.value() : null;
    // A name that has no password costs the same as one that has.
    boolean same =
        password.length <= MAX_PASSWORD_BYTES && matches(password, its == null ? nobody : its);
    if (its != null && same) {
      doors.welcome(DOOR, device, source);
      return CredentialVerdict.RIGHT;
    }
    if (doors.admit(DOOR, device, devices.contains(device), source)
        instanceof Admission.Admitted(Attempt attempt)) {
      attempt.wrong();
      return CredentialVerdict.WRONG;
    }
    return CredentialVerdict.LOCKED;
  }

  private void put(String device, Row row) {
    synchronized (connection) {
      try (PreparedStatement insert =
          connection.prepareStatement(
              "INSERT OR REPLACE INTO device_credential(device,kind,value,issued_at)"
                  + " VALUES(?,?,?,?)")) {
        insert.setString(1, device);
        insert.setString(2, row.kind().name());
        insert.setString(3, row.value());
        insert.setLong(4, row.issuedAt().getEpochSecond());
        insert.executeUpdate();
      } catch (SQLException e) {
        throw new DeviceCredentialException("cannot store a credential: " + e.getMessage(), e);
      }
      forget(device);
      remember(device, row);
    }
    onChange.forEach(listener -> listener.accept(device));
  }

  private void remember(String device, Row row) {
    rows.put(device, row);
    if (row.kind() == Kind.CERTIFICATE) {
      deviceByCertificate.put(row.value(), device);
    }
  }

  private void forget(String device) {
    Row former = rows.remove(device);
    if (former != null && former.kind() == Kind.CERTIFICATE) {
      deviceByCertificate.remove(former.value());
    }
  }

  private void requireDevice(String device) {
    if (!devices.contains(device)) {
      throw new DeviceCredentialException(
          "the system model links no device '" + device + "' to this gateway");
    }
  }

  private String hashed(byte[] password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return HexFormat.of().formatHex(salt) + ":" + HexFormat.of().formatHex(mac(salt, password));
  }

  private static boolean matches(byte[] password, String stored) {
    int colon = stored.indexOf(':');
    if (colon < 0) {
      return false;
    }
    byte[] salt = HexFormat.of().parseHex(stored, 0, colon);
    byte[] mac = HexFormat.of().parseHex(stored, colon + 1, stored.length());
    return MessageDigest.isEqual(mac, mac(salt, password));
  }

  private static byte[] mac(byte[] salt, byte[] password) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(salt, "HmacSHA256"));
      return mac.doFinal(password);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of the JDK", e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String sha256(X509Certificate certificate) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new DeviceCredentialException("a certificate without encoding", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 is part of the JDK", e);
    }
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | Byte.toUnsignedInt(b)) & 0xFFFF;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(buffer >> bits & 31));
      }
    }
    return bits == 0
        ? text.toString()
        : text.append(BASE32.charAt(buffer << (5 - bits) & 31)).toString();
  }

  @Override
  public void close() {
    synchronized (connection) {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new DeviceCredentialException("cannot close: " + e.getMessage(), e);
      }
    }
  }
}
