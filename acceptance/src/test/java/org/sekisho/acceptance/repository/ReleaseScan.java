package org.sekisho.acceptance.repository;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Looks through what is shipped for what belongs to a workshop: tests, test keys, debug ports. Jars
 * are opened, also those within jars.
 */
final class ReleaseScan {
  /** Options of a Java machine that open it to others, or write its memory down. */
  private static final Pattern DEBUG_OPTION =
      Pattern.compile(
          "-agentlib:|-agentpath:|-javaagent:|-Xrunjdwp|-Xdebug\\b|com\\.sun\\.management\\."
              + "(jmxremote|config)|\\+HeapDump|-XX:\\+StartAttachListener"
              + "|-XX:-DisableAttachMechanism|\\+(UnlockDiagnosticVMOptions|FlightRecorder)");

  /** Not only its frame, which every program that reads keys knows. */
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+([A-Za-z-]+: [^\\n]*\\s+)*[A-Za-z0-9+/]{40,}");

  private static final Pattern TEST_LIBRARY =
      Pattern.compile(
          "(junit|assertj|mockito|jazzer|archunit|awaitility|testcontainers|opentest4j|byte-buddy"
              + "-agent|hamcrest)[^/]*\\.jar|[^/]*-tests?\\.jar");

  private static final Pattern TEST_CLASS =
      Pattern.compile("org/sekisho/[^$]*(Test|Tests|IT|TestCase)(\\$[^/]*)?\\.class|org/junit/.*");

  private static final Pattern KEY_STORE =
      Pattern.compile(".*\\.(jks|p12|pfx|keystore|bcfks|key)", Pattern.CASE_INSENSITIVE);

  /** Of our own code; libraries name such options in their documentation. */
  private static final Pattern OWN = Pattern.compile("(org/sekisho/.*|[^/]*)");

  private ReleaseScan() {}

  /** What must not be there, one line each; of a folder, a jar, or any other file. */
  static List<String> look(Path at) throws IOException {
    List<String> found = new ArrayList<>();
    if (Files.isDirectory(at)) {
      try (var files = Files.walk(at)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          found.addAll(file(at.relativize(file).toString(), Files.readAllBytes(file)));
        }
      }
    } else {
      found.addAll(file(String.valueOf(at.getFileName()), Files.readAllBytes(at)));
    }
    return found;
  }

  private static List<String> file(String name, byte[] content) throws IOException {
    List<String> found = new ArrayList<>();
    if (name.endsWith(".jar")) {
      if (TEST_LIBRARY.matcher(name.substring(name.lastIndexOf('/') + 1)).matches()) {
        found.add(name + ": a library for tests");
      }
      jar(name, new ByteArrayInputStream(content), found);
    } else {
      entry("", name, content, found);
    }
    return found;
  }

  private static void jar(String name, InputStream content, List<String> found) throws IOException {
    var jar = new ZipInputStream(content);
    for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
      if (entry.isDirectory()) {
        continue;
      }
      byte[] bytes = jar.readAllBytes();
      if (entry.getName().endsWith(".jar")) {
        jar(name + "!" + entry.getName(), new ByteArrayInputStream(bytes), found);
      } else {
        entry(name + "!", entry.getName(), bytes, found);
      }
    }
  }

  private static void entry(String in, String name, byte[] content, List<String> found) {
    String path = in + name;
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (TEST_CLASS.matcher(name).matches()) {
      found.add(path + ": a class of tests");
    }
    if (KEY_STORE.matcher(name).matches()
        || text.startsWith("\u00fe\u00ed\u00fe\u00ed")
        || text.startsWith("\u00ce\u00ce\u00ce\u00ce")) {
      found.add(path + ": a key store");
    }
    if (PRIVATE_KEY.matcher(text).find()) {
      found.add(path + ": a private key");
    }
    if (OWN.matcher(name).matches() && DEBUG_OPTION.matcher(text).find()) {
      found.add(path + ": a debug option");
    }
    if (name.toLowerCase(Locale.ROOT).endsWith(".hprof")) {
      found.add(path + ": a heap dump");
    }
  }
}
