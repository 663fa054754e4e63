package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Xattrs;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image may make a process hold. The process is one of its own, of little memory. */
final class StoreMemoryTest {
  @TempDir Path directory;

  /** Adds an image of 8 layers, whose entries take 30 MB each on the heap, to the store ARGS[0]. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      MadeImage image = new MadeImage();
      for (int i = 0; i < 8; i++) {
        image.gzipped(entries("f" + i + "-"));
      }
      try (Store store = Store.open(Path.of(args[0]), () -> Instant.EPOCH)) {
        try {
          store.images().add(image, List.of(), ProgressListener.NONE);
        } catch (StoreException e) {
          System.out.println(e.getMessage());
        }
        System.out.println(store.images().list().size() + " images");
      }
    }

    private static byte[] entries(String prefix) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      TarWriter writer = new TarWriter(bytes, "made");
      Attributes attributes = Attributes.of(0644, Instant.EPOCH);
      attributes = attributes.withXattrs(Xattrs.of(Map.of("user.x", new byte[1_000_000])));
      for (int i = 0; i < 30; i++) {
        writer.addNode(prefix + i, new Entry.File(1, attributes, 1, Content.EMPTY));
      }
      writer.finish();
      return bytes.toByteArray();
    }
  }

  @Test
  void layersWhoseEntriesTogetherDoNotFitIntoMemoryAreRefused() throws IOException {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.resolve("store").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said)
        .matches(
            "image sha256:[0-9a-f]{64}: layer sha256:[0-9a-f]{64}: with it the image's entries"
                + " need more than \\d+ bytes of memory\n0 images\n");
  }
}
