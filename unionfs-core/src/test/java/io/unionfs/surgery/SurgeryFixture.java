package io.unionfs.surgery;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store in memory, and surgery on its images. */
abstract class SurgeryFixture {
  static final Instant TIME = Instant.parse("2026-11-26T12:00:00Z");

  Store store;
  Surgery surgery;

  @BeforeEach
  void open() throws IOException {
    store = Store.inMemory();
    surgery = new Surgery(store);
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  static NewImage called(String name) {
    return NewImage.called(ImageReference.parse(name), TIME);
  }

  static ArchiveEntry file(String path, String text) {
    return new ArchiveEntry.Node(
        path,
        new Entry.File(
            1,
            Attributes.of(0644, Instant.EPOCH),
            1,
            Content.of(text.getBytes(StandardCharsets.UTF_8))));
  }

  MadeImage base() {
    return MadeImage.in(store)
        .layer(
            "ADD base",
            layer ->
                layer
                    .file("etc/motd", "hello")
                    .file("etc/old", "old")
                    .file("usr/share/doc/a", "a")
                    .file("usr/share/doc/b", "b"));
  }
}
