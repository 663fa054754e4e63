package io.unionfs.driver;

import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import java.io.IOException;
import java.time.InstantSource;

/**
 * Layers as differences, stacked by a union mount; files are copied up whole. Overlayfs with
 * Docker's options, or aufs, of which three things differ: two lookups for each layer that is
 * asked; hard links survive copy-up (its pseudo-links); a few files of its own in each writable
 * branch.
 */
final class UnionForm extends Form {
  /** {@code .wh..wh.aufs}, {@code .wh..wh.plnk/}, {@code .wh..wh.orph/}; modelled. */
  private static final Stored OF_AUFS = new Stored(0, 0, 1, 2, 0);

  private final DriverKind kind;

  UnionForm(DriverKind kind) {
    this.kind = kind;
  }

  @Override
  StoredLayer.Held layer(StoredLayer layer) throws IOException {
    Stored stored = Tally.of(layer.tree());
    return new StoredLayer.Held(stored, Work.written(stored.apparentBytes()));
  }

  @Override
  Made container(StoredLayer image, Place place, InstantSource clock) throws IOException {
    UnionFileSystemBuilder builder =
        UnionFileSystem.builder()
            .clock(clock)
            .strategy(LookupStrategy.SCAN)
            .options(
                switch (kind) {
                  case OVERLAY2_METACOPY -> OverlayOptions.DEFAULT.with(Metacopy.ON);
                  case AUFS -> OverlayOptions.DEFAULT.with(Index.ON);
                  default -> OverlayOptions.DEFAULT;
                });
    image.chain().forEach(builder::lower);
    return new Made(place.upperOf(builder).mount(), Work.MOUNT);
  }

  @Override
  WorkCounter.Probing probing() {
    return kind == DriverKind.AUFS
        ? WorkCounter.Probing.WHITEOUT_AND_NAME
        : WorkCounter.Probing.NAME;
  }

  @Override
  Stored shared(StoredLayer image) {
    return image.storedChain();
  }

  @Override
  Stored unique(UnionFileSystem fileSystem, WorkCounter counter) throws IOException {
    Stored own = kind == DriverKind.AUFS ? OF_AUFS : Stored.NONE;
    // The mount makes its root when it is first written to; that of a real one is there.
    return own.plus(
        counter.hasChanges()
            ? Tally.of(Layer.ofDirectory(fileSystem.upper()), fileSystem)
            : new Stored(0, 0, 0, 1, 0));
  }

  @Override
  <T> T changed(
      UnionFileSystem fileSystem,
      StoredLayer image,
      Place place,
      InstantSource clock,
      Reading<T> reading)
      throws IOException {
    return reading.read(fileSystem);
  }
}
