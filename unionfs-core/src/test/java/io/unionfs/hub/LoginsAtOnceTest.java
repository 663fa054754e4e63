package io.unionfs.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.registry.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logins at the same moment: each keeps what the others wrote. */
@Timeout(120)
class LoginsAtOnceTest {
  private static final int HOSTS = 40;

  @TempDir private Path directory;

  private CredentialFile file() {
    return CredentialFile.of(
        directory.resolve("config/auth.json"), directory.resolve("docker.json"));
  }

  private void allAreThere(String prefix, int from) throws Exception {
    for (int i = from; i < HOSTS; i++) {
      assertThat(file().of(prefix + i + ".example"))
          .as(prefix + i)
          .contains(new Credentials("ann", "secret" + i));
    }
  }

  @Test
  void ofThreadsEachEntryStays() throws Exception {
    List<String> prefixes = List.of("a", "b", "c");
    CyclicBarrier start = new CyclicBarrier(prefixes.size());
    ExecutorService threads = Executors.newFixedThreadPool(prefixes.size());
    try {
      List<Future<Void>> all = new ArrayList<>();
      for (String prefix : prefixes) {
        Callable<Void> logins =
            () -> {
              start.await();
              for (int i = 0; i < HOSTS; i++) {
                file().put(prefix + i + ".example", new Credentials("ann", "secret" + i));
              }
              return null;
            };
        all.add(threads.submit(logins));
      }
      for (Future<Void> each : all) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    for (String prefix : prefixes) {
      allAreThere(prefix, 0);
    }
  }

  @Test
  void ofProcessesEachEntryStays() throws Exception {
    Path go = directory.resolve("go");
    List<String> prefixes = List.of("a", "b");
    List<Process> children = new ArrayList<>();
    try {
      for (String prefix : prefixes) {
        children.add(child(prefix, go));
      }
      for (String prefix : prefixes) {
        while (!Files.exists(directory.resolve(prefix))) {
          assertThat(children).as(log(prefix)).allMatch(Process::isAlive);
          Thread.sleep(10);
        }
      }
      Files.createFile(go);
      for (int i = 0; i < children.size(); i++) {
        assertThat(children.get(i).waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(children.get(i).exitValue()).as(log(prefixes.get(i))).isZero();
      }
    } finally {
      children.forEach(Process::destroyForcibly);
    }
    for (String prefix : prefixes) {
      allAreThere(prefix, 1);
      assertThat(file().of(prefix + "0.example")).isEmpty();
    }
    // What is left beside the file is an empty lock, for the owner only.
    Path lock = directory.resolve("config/auth.json.lock");
    assertThat(lock).isEmptyFile();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lock)))
        .isEqualTo("rw-------");
    try (var left = Files.list(directory.resolve("config"))) {
      assertThat(left).hasSize(2);
    }
  }

  private Process child(String prefix, Path go) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            LoginsAtOnceMain.class.getName(),
            directory.resolve("config/auth.json").toString(),
            go.toString(),
            prefix,
            Integer.toString(HOSTS))
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve(prefix + ".log").toFile())
        .start();
  }

  private String log(String prefix) throws Exception {
    return Files.readString(directory.resolve(prefix + ".log"));
  }
}
