package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.container.Container.CommitSpec;
import io.unionfs.image.ImageOptions;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.XattrFileAttributeView;
import io.unionfs.overlay.XattrMode;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An image's way through a container to another store, and to other tools. */
class FromLoadToLoadTest {
  private static final long MINUTES = 5;

  @TempDir Path directory;

  /** Changes of all kinds. */
  private static int work(UnionFileSystem files) throws IOException {
    ContainerFixture.write(files, "/etc/motd", "changed\n");
    Files.createDirectories(files.getPath("/srv/app"));
    ContainerFixture.write(files, "/srv/app/run", "#!/bin/sh\n");
    Files.setAttribute(files.getPath("/srv/app/run"), "unix:mode", 04755);
    Files.setAttribute(files.getPath("/srv/app/run"), "unix:uid", 7);
    Files.createLink(files.getPath("/srv/again"), files.getPath("/srv/app/run"));
    Files.createSymbolicLink(files.getPath("/srv/link"), files.getPath("../etc/motd"));
    Files.getFileAttributeView(files.getPath("/srv/app"), XattrFileAttributeView.class)
        .set("user.k", new byte[] {0, 1}, XattrMode.CREATE);
    Files.delete(files.getPath("/old/x"));
    Files.delete(files.getPath("/old"));
    Files.delete(files.getPath("/data/f"));
    Files.delete(files.getPath("/data/sub"));
    Files.delete(files.getPath("/data"));
    Files.createDirectory(files.getPath("/data")); // what was below must not come back
    ContainerFixture.write(files, "/data/new", "new\n");
    return 0;
  }

  private static Map<String, String> shown(Container container) throws IOException {
    try (UnionFileSystem files = container.files()) {
      return ShownTree.of(files.getPath("/"));
    }
  }

  private static Path save(StoredImage image, Path file, ImageWriter.Form form) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      ImageWriter.write(
          List.of(new NamedImage(image, image.names())), form, out, ProgressListener.NONE);
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource(ImageWriter.Form.class)
  void whatWasCommittedIsTheSameWhereItIsLoaded(ImageWriter.Form form) throws IOException {
    Path first = directory.resolve("first.tar");
    try (ContainerFixture maker = ContainerFixture.inMemory()) {
      save(maker.base(), first, form);
    }
    Path second = directory.resolve("second.tar");
    Map<String, String> expected;
    StoredImage made;
    try (ContainerFixture fixture = ContainerFixture.onDisk(directory.resolve("store"))) {
      fixture.engine.store().images().load(first, ImageOptions.defaults(), ProgressListener.NONE);
      Container container = fixture.running("web");
      assertThat(container.exec(null, FromLoadToLoadTest::work)).isZero();
      made =
          container.commit(
              new CommitSpec(
                  Optional.of(ImageReference.parse("second:1")),
                  "me",
                  "worked",
                  List.of("CMD [\"run\"]")));
      expected = shown(container);
      Container from = fixture.create(ContainerSpec.of("second:1"));
      from.start();
      assertThat(shown(from)).isEqualTo(expected);
      assertThat(from.changes()).isEmpty();
      save(made, second, form);
      assertThat(fixture.engine.store().check(ProgressListener.NONE).problems()).isEmpty();
    }
    try (ContainerFixture elsewhere = ContainerFixture.inMemory()) {
      List<StoredImage> loaded =
          elsewhere
              .engine
              .store()
              .images()
              .load(second, ImageOptions.defaults(), ProgressListener.NONE);
      assertThat(loaded).singleElement().extracting(StoredImage::id).isEqualTo(made.id());
      Container there = elsewhere.create(ContainerSpec.of("second:1"));
      assertThat(shown(there)).isEqualTo(expected);
      assertThat(there.details().command()).containsExactly("run");
      assertThat(there.which("/etc/motd").voices().get(0).step().orElseThrow().comment())
          .isEqualTo("worked");
    }
  }

  @Test
  void umociUnpacksACommittedImageToWhatTheContainerShowed() throws Exception {
    assumeTrue(isInstalled("umoci"), "umoci is not installed: not compared with it");
    assumeTrue(
        Files.getAttribute(directory, "unix:uid").equals(0),
        "not root: umoci could not make other people's files");
    Path layout = directory.resolve("layout");
    Map<String, String> expected;
    try (ContainerFixture fixture = ContainerFixture.onDisk(directory.resolve("store"))) {
      fixture.base();
      Container container = fixture.running("web");
      container.exec(null, FromLoadToLoadTest::work);
      StoredImage made = container.commit(CommitSpec.of(ImageReference.parse("second:1")));
      expected = shown(container);
      ImageWriter.writeLayout(
          List.of(new NamedImage(made, made.names())), layout, ProgressListener.NONE);
    }
    Path bundle = directory.resolve("bundle");
    String reference = reference(layout);
    run("umoci", "unpack", "--image", layout + ":" + reference, bundle.toString());
    assertThat(ShownTree.of(bundle.resolve("rootfs"))).isEqualTo(expected);
  }

  /** What the image is called in the layout's index. */
  private static String reference(Path layout) throws IOException {
    String index = Files.readString(layout.resolve("index.json"));
    String key = "\"org.opencontainers.image.ref.name\":\"";
    int begin = index.indexOf(key) + key.length();
    return index.substring(begin, index.indexOf('"', begin));
  }

  private static boolean isInstalled(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(place -> Files.isExecutable(Path.of(place, name)));
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      process.destroyForcibly();
    }
  }
}
