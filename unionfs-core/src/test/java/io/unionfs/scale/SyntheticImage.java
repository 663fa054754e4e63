package io.unionfs.scale;

import io.unionfs.archive.TarWriter;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/** An OCI layout of any size, of files whose bytes are random and the same each time. */
final class SyntheticImage {
  private static final int DIRECTORIES = 100;

  private SyntheticImage() {}

  /**
   * Writes the layout, its layers plain tars.
   *
   * @param bytes of all files together
   */
  static void write(Path layout, long bytes, int layers, int filesPerLayer) throws Exception {
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    List<String> diffIds = new ArrayList<>();
    List<String> descriptors = new ArrayList<>();
    long size = bytes / layers / filesPerLayer;
    for (int layer = 0; layer < layers; layer++) {
      Path made = layout.resolve("layer");
      Digest digest = writeLayer(made, layer, filesPerLayer, size);
      diffIds.add('"' + digest.toString() + '"');
      descriptors.add(
          descriptor(
              "application/vnd.oci.image.layer.v1.tar", digest.toString(), Files.size(made)));
      Files.move(made, blobs.resolve(digest.hex()));
    }
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},\"rootfs\":"
            + "{\"type\":\"layers\",\"diff_ids\":["
            + String.join(",", diffIds)
            + "]}}";
    String manifest =
        "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"config\":"
            + document(blobs, "application/vnd.oci.image.config.v1+json", config)
            + ",\"layers\":["
            + descriptors.stream().collect(Collectors.joining(","))
            + "]}";
    String index =
        "{\"schemaVersion\":2,\"manifests\":["
            + document(blobs, "application/vnd.oci.image.manifest.v1+json", manifest)
                .replaceFirst(
                    "}$",
                    ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"synthetic:latest\"}}")
            + "]}";
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(layout.resolve("index.json"), index);
  }

  private static Digest writeLayer(Path file, int layer, int files, long size) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (OutputStream out =
        new BufferedOutputStream(
            new DigestOutputStream(Files.newOutputStream(file), sha256), 1 << 16)) {
      TarWriter tar = new TarWriter(out, "synthetic");
      Attributes directory = Attributes.of(0755, Instant.EPOCH);
      Attributes plain = Attributes.of(0644, Instant.EPOCH);
      for (int i = 0; i < DIRECTORIES; i++) {
        tar.addDirectory("d" + i, directory);
      }
      for (int i = 0; i < files; i++) {
        String path = String.format(Locale.ROOT, "d%d/file-%d-%d", i % DIRECTORIES, layer, i);
        Content content = new RandomContent(size, layer * 1_000_003L + i);
        tar.addNode(path, new Entry.File(i, plain, 1, content));
      }
      tar.finish();
    }
    return Digest.sha256(sha256.digest());
  }

  private static String document(Path blobs, String mediaType, String json) throws Exception {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.sha256(MessageDigest.getInstance("SHA-256").digest(bytes));
    Files.write(blobs.resolve(digest.hex()), bytes);
    return descriptor(mediaType, digest.toString(), bytes.length);
  }

  private static String descriptor(String mediaType, String digest, long size) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + "}";
  }

  /** Bytes that go by their position and a seed. */
  private record RandomContent(long size, long seed) implements Content {
    @Override
    public Reader open() {
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          if (position >= size) {
            return -1;
          }
          int count = (int) Math.min(target.remaining(), size - position);
          SplittableRandom random = new SplittableRandom(seed ^ position);
          byte[] bytes = new byte[count];
          random.nextBytes(bytes);
          target.put(bytes);
          return count;
        }

        @Override
        public void close() {}
      };
    }
  }
}
