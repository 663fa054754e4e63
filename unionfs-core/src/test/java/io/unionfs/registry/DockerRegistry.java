package io.unionfs.registry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The CNCF's {@code docker-registry}, started on a free port of the loopback address with a
 * directory of its own, and ended with it. A test is skipped, saying so, where it is not installed.
 */
public final class DockerRegistry implements AutoCloseable {
  /** Who is let in by {@link #withPassword}. */
  public static final Credentials WHO = new Credentials("somebody", "a secret of 3 words");

  private static final String PROGRAM = "docker-registry";

  /** The secret in bcrypt, made by {@code htpasswd -nbB}. */
  private static final String HTPASSWD =
      "somebody:$2y$04$HTlelET5CPB70TKfAGSrq.Zw0NLuI9gc0eLQWlWnevEAXPFTP.R.C";

  private static final long SECONDS = 30;
  private static final int TRIES = 3;

  private final Path work;
  private final int port;
  private final Process process;

  private DockerRegistry(Path work, int port, Process process) {
    this.work = work;
    this.port = port;
    this.process = process;
  }

  /** A registry that lets everyone in. */
  public static DockerRegistry open() throws IOException, InterruptedException {
    return started("");
  }

  /** A registry that lets {@link #WHO} in, and nobody else. */
  public static DockerRegistry withPassword() throws IOException, InterruptedException {
    return started(HTPASSWD);
  }

  private static DockerRegistry started(String passwords) throws IOException, InterruptedException {
    assumeTrue(isInstalled(), PROGRAM + " is not installed: not tried with a real registry");
    for (int i = 1; ; i++) {
      DockerRegistry registry = launched(passwords);
      try {
        if (registry.answers()) {
          return registry;
        }
        String log = Files.readString(registry.log(), StandardCharsets.UTF_8);
        registry.close();
        // Another program may have taken the port.
        if (i == TRIES || !log.contains("address already in use")) {
          throw new IOException(PROGRAM + " does not start:\n" + log);
        }
      } catch (IOException | InterruptedException | RuntimeException e) {
        registry.close();
        throw e;
      }
    }
  }

  private static boolean isInstalled() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
  }

  private static DockerRegistry launched(String passwords) throws IOException {
    Path work = Files.createTempDirectory(PROGRAM);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    StringBuilder config =
        new StringBuilder()
            .append("version: 0.1\n")
            .append("log:\n  level: warn\n  accesslog:\n    disabled: true\n")
            .append("storage:\n  filesystem:\n    rootdirectory: ")
            .append(work.resolve("data"))
            .append("\n  delete:\n    enabled: true\n")
            .append("http:\n  addr: 127.0.0.1:")
            .append(port)
            .append("\n  secret: of a test\n");
    if (!passwords.isEmpty()) {
      Files.writeString(work.resolve("htpasswd"), passwords + "\n");
      config.append("auth:\n  htpasswd:\n    realm: tests\n    path: ");
      config.append(work.resolve("htpasswd")).append('\n');
    }
    Path file = Files.writeString(work.resolve("config.yml"), config);
    ProcessBuilder builder = new ProcessBuilder(PROGRAM, "serve", file.toString());
    // Variables of this name would change the configuration.
    builder.environment().keySet().removeIf(name -> name.startsWith("REGISTRY_"));
    builder.environment().put("OTEL_TRACES_EXPORTER", "none");
    Process process =
        builder
            .directory(work.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("log").toFile())
            .start();
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    process.onExit().thenRun(() -> unhook(end));
    return new DockerRegistry(work, port, process);
  }

  private static void unhook(Thread end) {
    try {
      Runtime.getRuntime().removeShutdownHook(end);
    } catch (IllegalStateException e) {
      // The machine is going down.
    }
  }

  private boolean answers() throws InterruptedException {
    for (int i = 0; i < SECONDS * 20 && process.isAlive(); i++) {
      try {
        URI uri = URI.create("http://" + host() + "/v2/");
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setReadTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
        int status = connection.getResponseCode();
        connection.disconnect();
        return (status == 200 || status == 401) && process.isAlive();
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    return false;
  }

  /** Host and port, as in image names. */
  public String host() {
    return "127.0.0.1:" + port;
  }

  /** Where the registry keeps what was pushed. */
  public Path data() {
    return work.resolve("data");
  }

  /** What it had to say. */
  public Path log() {
    return work.resolve("log");
  }

  /** Ends the registry and deletes what it holds. */
  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    try {
      process.waitFor(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!Files.exists(work)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(work)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.deleteIfExists(each);
    }
  }
}
