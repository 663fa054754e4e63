package io.unionfs.driver;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Trees without any sharing, as Docker's {@code vfs}: a layer is a copy of the tree below it, in
 * which what the layer says is done; a container is a copy of the image's tree. There is nothing
 * below a container, so nothing is copied up, no whiteout is written, and a lookup is one probe.
 */
final class FullCopyForm extends Form {
  private static final TreeLayer NOTHING = Layer.builder().named("nothing").build();

  @Override
  StoredLayer.Held layer(StoredLayer layer) throws IOException {
    Stored stored;
    try (UnionFileSystem shown = layer.open()) {
      stored = Tally.of(shown.getPath("/"));
    }
    Work work = Work.written(Tally.of(layer.tree()).apparentBytes());
    if (layer.below() != null) {
      Stored copied = layer.below().held().stored();
      work = work.plus(Work.copied(copied.files(), copied.directories(), copied.apparentBytes()));
    }
    return new StoredLayer.Held(stored, work);
  }

  @Override
  Made container(StoredLayer image, Place place, InstantSource clock) throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().clock(clock).lower(NOTHING);
    UnionFileSystem copy = place.upperOf(builder).mount();
    try (UnionFileSystem original = image.open()) {
      FullCopy copying = new FullCopy(copy);
      copying.tree(original.getPath("/"));
      return new Made(copy, copying.work());
    } catch (IOException | RuntimeException e) {
      try {
        copy.close();
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw e;
    }
  }

  @Override
  WorkCounter.Probing probing() {
    return WorkCounter.Probing.NAME;
  }

  @Override
  Stored shared(StoredLayer image) {
    return Stored.NONE;
  }

  @Override
  Stored unique(UnionFileSystem fileSystem, WorkCounter counter) throws IOException {
    return Tally.of(fileSystem.getPath("/"));
  }

  @Override
  <T> T changed(
      UnionFileSystem fileSystem,
      StoredLayer image,
      Place place,
      InstantSource clock,
      Reading<T> reading)
      throws IOException {
    UnionFileSystemBuilder builder = UnionFileSystem.builder().clock(clock);
    image.chain().forEach(builder::lower);
    Place beside = place.beside("-diff");
    try (UnionFileSystem overImage = beside.upperOf(builder).mount();
        UnionFileSystem original = image.open()) {
      new TreeDifference(original, fileSystem, overImage).apply();
      return reading.read(overImage);
    } finally {
      beside.clear();
    }
  }
}
