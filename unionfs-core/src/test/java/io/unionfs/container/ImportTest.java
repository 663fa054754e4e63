package io.unionfs.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.unionfs.image.History;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportTest {
  private static final Platform PLATFORM = Platform.parse("linux/arm64");

  @TempDir Path directory;
  private ContainerFixture fixture;
  private byte[] tar;

  @BeforeEach
  void open() throws IOException {
    fixture = ContainerFixture.inMemory();
    try (UnionFileSystem files = UnionFileSystem.builder().lower(Layer.builder().build()).mount()) {
      ContainerFixture.write(files, "/f", "content");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      files.writeTree(out);
      tar = out.toByteArray();
    }
  }

  @AfterEach
  void close() throws IOException {
    fixture.close();
  }

  private interface Compressing {
    OutputStream over(OutputStream out) throws IOException;
  }

  private Path file(Compressing compressing) throws IOException {
    Path file = Files.createTempFile(directory, "flat", ".tar");
    try (OutputStream out = compressing.over(Files.newOutputStream(file))) {
      out.write(tar);
    }
    return file;
  }

  private StoredImage imported(Path file, String message, String... changes) throws IOException {
    return fixture.engine.importTar(
        file,
        ImageReference.parse("flat"),
        PLATFORM,
        List.of(changes),
        message,
        ProgressListener.NONE);
  }

  @Test
  void aFlatTarIsAnImageOfOneLayerHoweverItIsCompressed() throws IOException {
    List<StoredImage> images = new ArrayList<>();
    for (Compressing each :
        List.<Compressing>of(out -> out, GZIPOutputStream::new, ZstdOutputStream::new)) {
      images.add(imported(file(each), ""));
    }
    for (StoredImage image : images) {
      assertThat(image.layers()).hasSize(1);
      assertThat(image.id()).as("the tar counts, not how it came").isEqualTo(images.get(0).id());
      assertThat(image.config().platform()).isEqualTo(PLATFORM);
      History step = image.config().history().get(0);
      assertThat(step.comment()).isEqualTo("Imported from -");
      assertThat(step.createdBy()).isEmpty();
      assertThat(step.created()).contains(fixture.now());
    }
    Container container = fixture.create(ContainerSpec.of("flat"));
    assertThat(ContainerFixture.read(container, "/f")).isEqualTo("content");
  }

  @Test
  void itTakesAMessageAndChanges() throws IOException {
    StoredImage image = imported(file(out -> out), "mine", "CMD [\"ls\"]", "ENV A=b");
    assertThat(image.config().history().get(0).comment()).isEqualTo("mine");
    assertThat(image.config().cmd()).containsExactly("ls");
    assertThat(image.config().env()).containsExactly("A=b");
  }

  @Test
  void whatIsNoTarMakesNoImage() throws IOException {
    Path text = Files.writeString(directory.resolve("text"), "no tar ".repeat(500));
    assertThatThrownBy(() -> imported(text, ""))
        .isInstanceOf(IOException.class)
        .message()
        .hasLineCount(1);
    Path half = file(GZIPOutputStream::new);
    byte[] bytes = Files.readAllBytes(half);
    Files.write(half, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> imported(half, ""))
        .isInstanceOf(IOException.class)
        .message()
        .hasLineCount(1);
    assertThatThrownBy(() -> imported(file(out -> out), "", "bogus"))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> imported(directory.resolve("missing"), ""))
        .isInstanceOf(IOException.class);
    assertThat(fixture.engine.store().images().list()).isEmpty();
    assertThat(fixture.engine.store().check(ProgressListener.NONE).problems()).isEmpty();
  }
}
