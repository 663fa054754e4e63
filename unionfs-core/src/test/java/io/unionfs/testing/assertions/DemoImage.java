package io.unionfs.testing.assertions;

import io.unionfs.archive.Hashing;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.Platform;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;

/** An image that is built step by step, as an OCI layout in a directory. */
final class DemoImage {
  private static final String OCI = "application/vnd.oci.image.";

  private final Path directory;
  private final List<Path> tars = new ArrayList<>();
  private final List<String> layers = new ArrayList<>();
  private ImageConfigBuilder config = ImageConfigBuilder.of(new Platform("linux", "amd64", ""));

  /** What a step does to the files. */
  interface Step {
    void run(UnionFileSystem files) throws IOException;
  }

  private DemoImage(Path directory) {
    this.directory = directory;
  }

  static DemoImage in(Path directory) {
    return new DemoImage(directory);
  }

  DemoImage change(String... instructions) {
    for (String instruction : instructions) {
      config = config.change(instruction);
    }
    return this;
  }

  /** A layer of what {@code step} changes; every second one is compressed. */
  DemoImage step(String command, Step step) throws IOException {
    UnionFileSystemBuilder builder =
        UnionFileSystem.builder().clock(Clock.fixed(Demo.BUILT, ZoneOffset.UTC));
    builder.lower(Layer.builder().build());
    tars.forEach(builder::lower);
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (UnionFileSystem files = builder.mount()) {
      step.run(files);
      files.writeLayer(tar);
    }
    tars.add(Files.write(directory.resolve("layer" + tars.size() + ".tar"), tar.toByteArray()));
    Digest diffId = Hashing.sha256(tar.toByteArray());
    config =
        config.layer(
            diffId, new History(Optional.empty(), command, "", "", OptionalInt.of(layers.size())));
    layers.add(
        layers.size() % 2 == 0
            ? blob("layer.v1.tar", tar.toByteArray())
            : blob("layer.v1.tar+gzip", gzip(tar.toByteArray())));
    return this;
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** The image's directory. */
  Path write() throws IOException {
    ImageConfig made = config.build();
    String manifest =
        blob(
            "manifest.v1+json",
            utf8(
                "{\"schemaVersion\":2,\"config\":"
                    + blob("config.v1+json", made.bytes())
                    + ",\"layers\":"
                    + layers
                    + "}"));
    Path layout = directory.resolve("layout");
    Files.write(layout.resolve("oci-layout"), utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
    Files.write(
        layout.resolve("index.json"),
        utf8("{\"schemaVersion\":2,\"manifests\":[" + manifest + "]}"));
    return layout;
  }

  private String blob(String type, byte[] bytes) throws IOException {
    Digest digest = Hashing.sha256(bytes);
    Path blobs = Files.createDirectories(directory.resolve("layout/blobs/sha256"));
    Files.write(blobs.resolve(digest.hex()), bytes);
    return "{\"mediaType\":\""
        + OCI
        + type
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + bytes.length
        + "}";
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
