package com.example.hello;

import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.api.TarImage;
import io.unionfs.container.ContainerEngine;
import io.unionfs.hub.Hub;
import io.unionfs.hub.PullOptions;
import io.unionfs.hub.PushOptions;
import io.unionfs.hub.PushOptions.PlainLayers;
import io.unionfs.hub.TransferListener;
import io.unionfs.image.Image;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.NamedImage;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.registry.RegistryClient;
import io.unionfs.store.StoredImage;
import io.unionfs.testing.Lower;
import io.unionfs.testing.Registry;
import io.unionfs.testing.UnionFs;
import io.unionfs.testing.registry.TestRegistry;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image that Jib builds: its layers, files, owners and settings, and that it is reproducible.
 */
class HelloImageTest {
  /** The settings to be packed are in memory; Jib takes a path of any filesystem. */
  @UnionFs
  @Lower("greeting=Good morning")
  Path settings;

  /** Jib's caches need the disk. */
  @TempDir Path dir;

  @Test
  void theImageHoldsWhatItShould() throws Exception {
    try (Image image = Image.open(built("hello.tar", Jib.fromScratch()))) {
      assertThat(image)
          .hasLayerCount(2)
          .hasEntrypoint("java", "-cp", "/app", "com.example.hello.Hello")
          .hasUser("1000:1000")
          .hasEnv("LANG", "C.UTF-8")
          .pathSatisfies(
              "/app/com/example/hello/Hello.class",
              file -> file.isProvidedByLayer(0).hasMode(0644).hasOwner(0, 0))
          .pathSatisfies(
              "/etc/hello/greeting",
              file ->
                  file.isProvidedByLayer(1)
                      .hasMode(0640)
                      .hasOwner(0, 1000)
                      .hasModifiedTime(HelloImage.TIME)
                      .hasContent("Good morning"))
          .hasNoWhiteouts()
          .hasNoSetuidFiles()
          .hasNoSecrets()
          .wastesNothing();
      assertThat(image)
          .layer(1)
          .paths()
          .containsExactly("/etc", "/etc/hello", "/etc/hello/greeting");
    }
  }

  @Test
  void twoBuildsGiveTheSameBytes() throws Exception {
    Path one = built("one.tar", Jib.fromScratch());
    Files.setLastModifiedTime(settings.resolve("greeting"), FileTime.from(Instant.EPOCH));
    assertThat(built("two.tar", Jib.fromScratch())).hasSameBinaryContentAs(one);
    Files.writeString(settings.resolve("greeting"), "Good evening");
    Path other = built("other.tar", Jib.fromScratch());
    try (Image before = Image.open(one);
        Image after = Image.open(other)) {
      assertThat(after.imageId()).isNotEqualTo(before.imageId());
      assertThat(after.chainId(0)).isEqualTo(before.chainId(0)); // the classes' layer
    }
  }

  @Test
  @Lower({"etc/passwd=hello:x:1000:1000::/:/bin/sh\n", "01777 tmp/", "etc/hello/greeting=Hello"})
  void itStandsOnABase(@UnionFs ContainerEngine engine) throws Exception {
    Path base = save(engine.store().images().get("test"), "base:1");
    try (Image below = Image.open(base);
        Image image = Image.open(built("hello.tar", Jib.from(TarImage.at(base))))) {
      assertThat(image.config().diffIds()).startsWith(below.config().diffIds().get(0));
      assertThat(image)
          .hasLayerCount(3)
          .pathSatisfies("/tmp", directory -> directory.isProvidedByLayer(0).isSticky())
          .pathSatisfies("/etc/hello", directory -> directory.isMerged())
          .pathSatisfies(
              "/etc/hello/greeting", file -> file.isProvidedByLayer(2).isHiddenInLayer(0));
      // The base's greeting is handed out with the image, and nobody sees it.
      assertThatThrownBy(() -> assertThat(image).wastesNothing())
          .hasMessageContaining("/etc/hello/greeting: 5 bytes of layer 0, overwritten in layer 2");
      assertThat(greetingAsSeenBy("hello", image)).isEqualTo("Good morning");
      assertThatThrownBy(() -> greetingAsSeenBy("33:33", image))
          .isInstanceOf(java.nio.file.AccessDeniedException.class);
    }
  }

  @Test
  @Lower({"etc/passwd=hello:x:1000:1000::/:/bin/sh\n", "01777 tmp/"})
  void itIsTheSameInARegistry(@UnionFs ContainerEngine engine, @Registry TestRegistry registry)
      throws Exception {
    StoredImage base = engine.store().images().get("test");
    try (RegistryClient client = RegistryClient.builder().build();
        Image saved = Image.open(built("hello.tar", Jib.from(TarImage.at(save(base, "base:1")))))) {
      Hub hub = Hub.of(engine.store(), client);
      String baseName = registry.host() + "/team/base:1";
      PushOptions gzip = PushOptions.defaults().withPlainLayers(PlainLayers.COMPRESSED); // for Jib
      hub.push(base, ImageReference.parse(baseName), gzip, TransferListener.NONE);

      String name = registry.host() + "/team/hello:1";
      JibContainer pushed = push(baseName, name);
      hub.pull(ImageReference.parsePinned(name), PullOptions.defaults(), TransferListener.NONE);
      StoredImage pulled = engine.store().images().get(name);
      assertThat(pulled.manifest().digest()).hasToString(pushed.getDigest().toString());
      try (Image image = Image.open(save(pulled, "hello:1"))) {
        assertThat(image).hasSameTreeAs(saved).wastesNothing();
        assertThat(image.imageId()).isEqualTo(saved.imageId());
      }

      int sent = registry.requests("PUT", "/blobs/").size();
      push(baseName, name);
      assertThat(registry.requests("PUT", "/blobs/")).hasSize(sent); // all was there
    }
  }

  // ---- how it is built ----

  private HelloImage hello() {
    return new HelloImage(Path.of("target", "classes"), settings.resolve("greeting"));
  }

  /** The image on a base, as a file, without the network. */
  private Path built(String file, JibContainerBuilder base) throws Exception {
    Path tar = dir.resolve(file);
    Containerizer target = Containerizer.to(TarImage.at(tar).named("hello:1")).setOfflineMode(true);
    hello().build(base, target, Files.createTempDirectory(dir, "cache"));
    return tar;
  }

  /** The image on a base, in a registry of this process. */
  private JibContainer push(String base, String name) throws Exception {
    Containerizer target =
        Containerizer.to(RegistryImage.named(name)).setAllowInsecureRegistries(true);
    return hello()
        .build(
            Jib.from(RegistryImage.named(base)), target, Files.createTempDirectory(dir, "cache"));
  }

  private Path save(StoredImage image, String name) throws IOException {
    Path tar = Files.createTempFile(dir, "saved", ".tar");
    try (OutputStream out = Files.newOutputStream(tar)) {
      ImageWriter.write(
          List.of(new NamedImage(image, List.of(ImageReference.parse(name)))),
          ImageWriter.Form.DOCKER_ARCHIVE,
          out,
          ProgressListener.NONE);
    }
    return tar;
  }

  /** What the program itself reads, in the image's tree, with a user's rights. */
  private static String greetingAsSeenBy(String user, Image image) throws IOException {
    UnionFileSystemBuilder union = UnionFileSystem.builder().user(user);
    image.layers().forEach(union::lower);
    try (UnionFileSystem fs = union.mount()) {
      return Hello.greeting(fs.getPath("/"));
    }
  }
}
