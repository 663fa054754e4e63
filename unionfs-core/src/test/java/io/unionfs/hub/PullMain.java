package io.unionfs.hub;

import io.unionfs.image.ImageReference;
import io.unionfs.registry.RegistryClient;
import io.unionfs.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** A process that pulls one image: {@code STORE NAME}; prints what became of its layers. */
final class PullMain {
  private PullMain() {}

  public static void main(String[] args) throws IOException {
    try (Store store = Store.open(Path.of(args[0]), InstantSource.system());
        RegistryClient client = RegistryClient.builder().build()) {
      PullReport report =
          Hub.of(store, client)
              .pull(
                  ImageReference.parsePinned(args[1]),
                  PullOptions.defaults(),
                  TransferListener.NONE);
      System.out.println(report.status() + " " + report.received());
    }
  }

  /** Starts one. */
  static Process start(Path store, String name, Path log) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PullMain.class.getName(),
            store.toString(),
            name)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
