package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.image.ImageOptions;
import io.unionfs.layer.Unpack;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images that come from files. */
final class StoreLoadTest {
  @TempDir Path directory;
  private Store store;

  @BeforeEach
  void open() throws IOException {
    store = Store.open(directory.resolve("store"), () -> Instant.EPOCH);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  /** A docker-archive of one image of two plain layers. */
  private Path dockerArchive(String name, byte[] first, byte[] second) throws IOException {
    MadeImage image = new MadeImage().plain(first).plain(second);
    Map<String, byte[]> files = new LinkedHashMap<>();
    byte[] config = image.config().bytes();
    String configName = MadeImage.digest(config).hex() + ".json";
    files.put(configName, config);
    files.put("one/layer.tar", first);
    files.put("two/layer.tar", second);
    String manifest =
        "[{\"Config\":\""
            + configName
            + "\",\"RepoTags\":[\""
            + name
            + "\"],\"Layers\":[\"one/layer.tar\",\"two/layer.tar\"]}]";
    files.put("manifest.json", manifest.getBytes(StandardCharsets.UTF_8));
    Path file = directory.resolve(name.replaceAll("[:/]", "-") + ".tar");
    Files.write(file, MadeImage.tar(files));
    return file;
  }

  private List<StoredImage> load(Path file, ImageOptions options, ProgressListener progress)
      throws IOException {
    return store.images().load(file, options, progress);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(store.directory())) {
      return all.sorted().toList();
    }
  }

  @Test
  void aDockerArchiveComesWithItsNames() throws IOException {
    Path file = dockerArchive("my/app:1", MadeImage.tar("a", "one"), MadeImage.tar("b", "three"));
    List<String> told = new ArrayList<>();
    List<StoredImage> loaded =
        load(
            file,
            ImageOptions.defaults(),
            (what, done, total) -> told.add(what + " " + done + "/" + total));
    assertThat(loaded).hasSize(1);
    assertThat(loaded.get(0).names()).containsExactly(StoreContract.name("my/app:1"));
    assertThat(loaded.get(0).size()).isEqualTo(8);
    assertThat(store.images().get("my/app:1").id()).isEqualTo(loaded.get(0).id());
    assertThat(told)
        .contains(loaded.get(0).layers().get(0).diffId().abbreviated() + ": copying 2048/2048");
    assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
    List<Path> before = files();
    load(file, ImageOptions.defaults(), ProgressListener.NONE);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aCompressedArchiveIsDecompressedIntoTheStoreAndLeavesNothingThere() throws IOException {
    Path plain = dockerArchive("app:1", MadeImage.tar("a", "one"), MadeImage.tar("b", "two"));
    Path packed = directory.resolve("packed.tar.gz");
    Files.write(packed, MadeImage.gzip(Files.readAllBytes(plain)));
    load(packed, ImageOptions.defaults(), ProgressListener.NONE);
    assertThat(new TreeSet<>(StoreFiles.children(own()))).isEmpty();
    assertThat(store.images().get("app:1").size()).isEqualTo(6);
  }

  /** This process's directory in tmp. */
  private Path own() throws IOException {
    return StoreFiles.children(store.directory().resolve("tmp")).get(0);
  }

  @Test
  void whatDecompressesToMoreThanTheLimitIsRefused() throws IOException {
    Path bomb = directory.resolve("bomb.tar.gz");
    Files.write(bomb, MadeImage.gzip(MadeImage.tar("zeros", new byte[20_000_000])));
    ImageOptions options =
        ImageOptions.defaults().withUnpack(Unpack.to(directory).withLimit(10_000_000));
    List<Path> before = files();
    assertThatThrownBy(() -> load(bomb, options, ProgressListener.NONE))
        .hasMessageContaining("larger than 10000000 bytes when decompressed");
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void theLimitIsForAllLayersTogether() throws IOException {
    MadeImage image =
        new MadeImage()
            .gzipped(MadeImage.tar("a", new byte[6_000_000]))
            .gzipped(MadeImage.tar("b", new byte[6_000_000]));
    Map<String, byte[]> files = new LinkedHashMap<>();
    image.blobs.forEach((digest, bytes) -> files.put("blobs/sha256/" + digest.hex(), bytes));
    byte[] config = image.config().bytes();
    files.put("blobs/sha256/" + MadeImage.digest(config).hex(), config);
    byte[] manifest = image.manifest().bytes();
    files.put("blobs/sha256/" + MadeImage.digest(manifest).hex(), manifest);
    files.put("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
    String index =
        "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\""
            + image.manifest().mediaType()
            + "\",\"digest\":\""
            + MadeImage.digest(manifest)
            + "\",\"size\":"
            + manifest.length
            + "}]}";
    files.put("index.json", index.getBytes(StandardCharsets.UTF_8));
    Path file = directory.resolve("layout.tar");
    Files.write(file, MadeImage.tar(files));
    ImageOptions options =
        ImageOptions.defaults().withUnpack(Unpack.to(directory).withLimit(10_000_000));
    List<Path> before = files();
    assertThatThrownBy(() -> load(file, options, ProgressListener.NONE))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("its layers are larger than 10000000 bytes when decompressed");
    assertThat(files()).isEqualTo(before);
    load(file, ImageOptions.defaults(), ProgressListener.NONE);
    assertThat(store.images().list()).hasSize(1);
  }

  @Test
  void aFileThatIsNotThereOrNoImageLeavesTheStoreAlone() throws IOException {
    List<Path> before = files();
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> load(missing, ImageOptions.defaults(), ProgressListener.NONE))
        .hasMessage(missing + ": there is no such file");
    Path noise = Files.write(directory.resolve("noise"), new byte[5000]);
    assertThatThrownBy(() -> load(noise, ImageOptions.defaults(), ProgressListener.NONE))
        .hasMessageStartingWith(noise.toString());
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aLoadThatIsInterruptedEndsAndLeavesNothing() throws Exception {
    Path file =
        dockerArchive("app:1", MadeImage.tar("a", new byte[3_000_000]), MadeImage.tar("b", "two"));
    List<Path> before = files();
    Thread loading = Thread.currentThread();
    assertThatThrownBy(
            () -> load(file, ImageOptions.defaults(), (what, done, total) -> loading.interrupt()))
        .isInstanceOf(IOException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(files()).isEqualTo(before);
    load(file, ImageOptions.defaults(), ProgressListener.NONE);
    assertThat(store.check(ProgressListener.NONE).problems()).isEmpty();
  }

  /**
   * A docker-archive of images of one plain layer each, of which the one called {@code damaged} is
   * so.
   */
  private Path archiveOf(String... names) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    List<String> items = new ArrayList<>();
    for (String name : names) {
      byte[] tar = MadeImage.tar("etc/name", name);
      MadeImage image = new MadeImage().plain(tar).comment(name);
      byte[] config = image.config().bytes();
      String configName = MadeImage.digest(config).hex() + ".json";
      files.put(configName, config);
      files.put(name + "/layer.tar", name.equals("damaged") ? MadeImage.tar("x", "x") : tar);
      items.add(
          "{\"Config\":\"%s\",\"RepoTags\":[\"%s:1\"],\"Layers\":[\"%s/layer.tar\"]}"
              .formatted(configName, name, name));
    }
    files.put("manifest.json", items.toString().getBytes(StandardCharsets.UTF_8));
    Path file = directory.resolve(String.join("-", names) + ".tar");
    Files.write(file, MadeImage.tar(files));
    return file;
  }

  @Test
  void ofAFileWithSeveralImagesAllComeOrNone() throws IOException {
    load(archiveOf("old"), ImageOptions.defaults(), ProgressListener.NONE);
    List<Path> before = files();
    Path file = archiveOf("one", "damaged", "two");
    assertThatThrownBy(() -> load(file, ImageOptions.defaults(), ProgressListener.NONE))
        .isInstanceOf(StoreException.class);
    assertThat(store.images().list()).hasSize(1);
    assertThat(files()).isEqualTo(before);
    Path whole = archiveOf("one", "two");
    assertThat(load(whole, ImageOptions.defaults(), ProgressListener.NONE))
        .extracting(image -> image.names().get(0).familiar())
        .containsExactly("one:1", "two:1");
    assertThat(store.images().list()).hasSize(3);
  }
}
