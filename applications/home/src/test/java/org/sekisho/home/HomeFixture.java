package org.sekisho.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.sekisho.home.intake.Intake;
import org.sekisho.model.document.Document;
import org.sekisho.program.Peer;
import org.sekisho.program.Program;
import org.sekisho.program.Role;

/** The whole home application in this process, before a scripted head-end. */
public final class HomeFixture implements AutoCloseable {
  /** Waits that suit a test. */
  public static final Intake.Waits QUICK =
      new Intake.Waits(
          Duration.ofSeconds(20),
          Duration.ofMillis(20),
          Duration.ofMillis(200),
          Duration.ofMinutes(10),
          Duration.ofMillis(300));

  private final TestAuthority authority = new TestAuthority();
  private final ScriptedHeadEnd headEnd;
  private final Path folder;
  private final String listen;
  private final String more;
  private Program.Running running;

  /** Starts with further lines in {@code page:}, each indented by two. */
  public HomeFixture(Path folder, String more) throws IOException {
    this(folder, "127.0.0.1:0", more, _ -> {});
  }

  /** Starts with the page at this address, after the head-end has been told something. */
  public HomeFixture(Path folder, String listen, String more, Consumer<ScriptedHeadEnd> before)
      throws IOException {
    this.folder = folder;
    this.listen = listen;
    this.more = more;
    this.headEnd = new ScriptedHeadEnd(authority);
    before.accept(headEnd);
    authority.write(folder.resolve("root-ca.pem"));
    Files.writeString(folder.resolve("home-app.secret"), ScriptedHeadEnd.SECRET + "\n");
    authority
        .identity(new Peer(Role.APPLICATION, "home-app"))
        .store(folder.resolve("data").resolve("identity"));
    try {
      this.running = run();
    } catch (RuntimeException e) {
      headEnd.close();
      throw e;
    }
  }

  private Program.Running run() throws IOException {
    Path file = folder.resolve("home.yaml");
    Files.writeString(
        file,
        """
        id: home-app
        data: data
        page:
          listen: %s
        %s
        api:
          url: %s
          token-url: %s/oauth2/token
          trust: root-ca.pem
          secret-file: home-app.secret
        maintenance: {listen: 127.0.0.1:0}
        enrolment:
          management: https://127.0.0.1:9
          trust: root-ca.pem
          code-file: enrolment.code
        """
            .formatted(listen, more, headEnd.url(), headEnd.url()),
        StandardCharsets.UTF_8);
    HomeConfig config = Program.read(Document.read(file), HomeConfig::read);
    return Program.start(
        "home",
        config,
        config.data(),
        c -> HomeApplication.start(c, InstantSource.system(), new SecureRandom(), QUICK));
  }

  /** Stops the application and starts it again on the same data. */
  public void restart() throws IOException {
    running.close();
    running = run();
  }

  /** The root of all certificates. */
  public TestAuthority authority() {
    return authority;
  }

  /** The head-end that can be told what to say. */
  public ScriptedHeadEnd headEnd() {
    return headEnd;
  }

  /** The program's private directory. */
  public Path data() {
    return folder.resolve("data");
  }

  /** The application that runs. */
  public Program.Service service() {
    return running.service();
  }

  /** Port of the page. */
  public int port() {
    return (Integer) running.service().ready().getOrDefault("page", -1);
  }

  @Override
  public void close() {
    running.close();
    headEnd.close();
  }
}
