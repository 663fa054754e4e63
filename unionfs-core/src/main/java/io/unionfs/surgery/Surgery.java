package io.unionfs.surgery;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerException;
import io.unionfs.overlay.SquashedLayers;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes images of the images of a store. The image that one is made of stays as it is; the new one
 * is there whole and under its name, or not at all. The same image, operation and {@link
 * NewImage#created} give the same digest. Safe for use by many threads.
 */
public final class Surgery {
  /** A tar that holds nothing: the two blocks of zeros at its end. */
  private static final Digest EMPTY_TAR = Hashing.sha256(new byte[1024]);

  private final Store store;

  /** On the images of {@code store}, which stays the caller's to close. */
  public Surgery(Store store) {
    this.store = store;
  }

  // ---- squash, flatten ----

  /**
   * Makes one layer of the layers in {@code range}. On the layers below, it shows what they showed
   * together; the layers above stay.
   *
   * @throws StoreException if the image has no such layers
   * @throws LayerException if they say together what no layer archive can say
   */
  public StoredImage squash(
      StoredImage image, LayerRange range, NewImage made, ProgressListener progress)
      throws IOException {
    LayerRange.from(image, range.first(), range.last());
    String command = "unionfs squash --from " + range.first() + " --to " + range.last();
    return squash(image, range, command, made, progress);
  }

  /** Makes one layer of all layers. */
  public StoredImage flatten(StoredImage image, NewImage made, ProgressListener progress)
      throws IOException {
    return squash(image, LayerRange.all(image), "unionfs flatten", made, progress);
  }

  private StoredImage squash(
      StoredImage image, LayerRange range, String command, NewImage made, ProgressListener progress)
      throws IOException {
    return whole(
        () -> {
          Store.NewLayer layer;
          try (Store.OpenLayers opened = store.openLayers(image)) {
            List<Layer> upTo = opened.layers().subList(0, range.last() + 1);
            String name =
                LayerRange.name(image) + ", layers " + range.first() + " to " + range.last();
            layer =
                store.writeLayer(
                    out -> SquashedLayers.write(upTo, range.first(), out, name, progress));
          }
          ImageConfig config = image.config();
          Draft draft = new Draft(image, made);
          int first = Steps.of(config, range.first());
          int last = Steps.of(config, range.last());
          draft.keep(image, 0, first);
          String comment =
              steps(last - first + 1)
                  + " with "
                  + layers(range.size())
                  + " of "
                  + image.id().abbreviated()
                  + " in one";
          draft.add(layer, command, comment);
          draft.keep(image, last + 1, Steps.count(config));
          return draft.store(draft.keptAnnotations(), progress);
        });
  }

  private static String steps(int count) {
    return count + (count == 1 ? " step" : " steps");
  }

  private static String layers(int count) {
    return count + (count == 1 ? " layer" : " layers");
  }

  // ---- rebase ----

  /**
   * Puts the layers of {@code image} that are above those of its old base on another. No layer is
   * written anew. The configuration stays the image's own.
   *
   * @param oldBase empty for the one that the image's annotations or labels name
   * @throws StoreException if the old base's layers are not the lowest of the image, the platforms
   *     differ, or a layer cannot be put on the new base
   */
  public Rebased rebase(
      StoredImage image,
      Optional<StoredImage> oldBase,
      StoredImage newBase,
      NewImage made,
      ProgressListener progress)
      throws IOException {
    return whole(
        () -> {
          StoredImage old = oldBase.isPresent() ? oldBase.get() : Base.of(store.images(), image);
          LayerRange.checkBase(image, old);
          if (!image.config().platform().equals(newBase.config().platform())) {
            throw new StoreException(
                LayerRange.name(newBase)
                    + " is for "
                    + newBase.config().platform()
                    + ", and "
                    + LayerRange.name(image)
                    + " for "
                    + image.config().platform());
          }
          List<RebaseRemark> remarks = new ArrayList<>();
          try (Store.OpenLayers own = store.openLayers(image);
              Store.OpenLayers below = store.openLayers(newBase)) {
            remarks.addAll(
                Rebase.compare(own.layers(), old.layers().size(), layers(newBase, below)));
          } catch (LayerException e) {
            throw new StoreException(
                LayerRange.name(image)
                    + " cannot be put on "
                    + LayerRange.name(newBase)
                    + ": "
                    + e.getMessage(),
                e);
          }
          remarks.addAll(Settings.kept(image.config(), old.config(), newBase.config()));
          Draft draft = new Draft(image, made);
          draft.keep(newBase, 0, Steps.count(newBase.config()));
          draft.keep(image, Steps.above(image.config(), old.config()), Steps.count(image.config()));
          Map<String, String> annotations = Base.on(image, newBase, draft.config);
          return new Rebased(draft.store(annotations, progress), remarks);
        });
  }

  /** The layers of an image, none where it has none. */
  private static List<Layer> layers(StoredImage image, Store.OpenLayers opened) {
    return image.layers().isEmpty() ? List.of() : opened.layers();
  }

  // ---- append, mutate ----

  /**
   * Puts a layer on an image.
   *
   * @param source a layer archive, plain or compressed; or a directory, in the form of {@link
   *     Layer#ofDirectory(Path)}, of which all that is in it becomes the layer
   * @throws LayerException if it is no layer, or one that cannot be put on the image; it is not
   *     stored then
   */
  public StoredImage append(
      StoredImage image, Path source, NewImage made, ProgressListener progress) throws IOException {
    return whole(
        () -> {
          Store.NewLayer layer;
          try (Store.OpenLayers opened = store.openLayers(image)) {
            layer = new AppendedLayer(store, progress).store(source, layers(image, opened));
          }
          Draft draft = new Draft(image, made);
          draft.keep(image, 0, Steps.count(image.config()));
          draft.add(layer, "unionfs append", "1 layer appended to " + image.id().abbreviated());
          return draft.store(draft.keptAnnotations(), progress);
        });
  }

  /**
   * Changes what an image says of running it, and the annotations of its manifest.
   *
   * @throws StoreException if an instruction is malformed
   */
  public StoredImage mutate(
      StoredImage image, Mutation mutation, NewImage made, ProgressListener progress)
      throws IOException {
    return whole(
        () -> {
          Draft draft = new Draft(image, made);
          try {
            mutation.apply(image.config(), draft.config);
          } catch (IllegalArgumentException e) {
            throw new StoreException(e.getMessage(), e);
          }
          draft.keep(image, 0, Steps.count(image.config()));
          draft.config.emptyLayer(draft.step("unionfs mutate " + mutation.text(), made.comment()));
          Map<String, String> annotations = new LinkedHashMap<>(image.manifest().annotations());
          annotations.putAll(mutation.annotations());
          return draft.store(annotations, progress);
        });
  }

  // ---- all ----

  /** Work that makes an image, or fails. */
  private interface Work<T> {
    T run() throws IOException;
  }

  /** Works with a lease; what is left of work that failed is collected, if nobody has another. */
  private <T> T whole(Work<T> work) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      return work.run();
    } catch (Throwable e) {
      try {
        store.collectIfIdle();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** An image that is being made of another. */
  private final class Draft {
    private final StoredImage image;
    private final NewImage made;
    private final ImageConfigBuilder config;
    private final List<Descriptor> blobs = new ArrayList<>();
    private final List<Digest> diffIds = new ArrayList<>();

    Draft(StoredImage image, NewImage made) {
      this.image = image;
      this.made = made;
      this.config = ImageConfigBuilder.from(image.config()).withoutLayers().created(made.created());
      if (!made.author().isEmpty()) {
        config.author(made.author());
      }
    }

    /** Adds steps of {@code source}, with their layers, as they are. */
    void keep(StoredImage source, int from, int to) {
      for (int step = from; step < to; step++) {
        config.step(source.config(), step);
        Steps.layer(source.config(), step)
            .ifPresent(
                layer -> {
                  blobs.add(source.manifest().layers().get(layer));
                  diffIds.add(source.config().diffIds().get(layer));
                });
      }
    }

    /** Adds a layer; one that says nothing is a step alone. */
    void add(Store.NewLayer layer, String command, String comment) {
      History step = step(command, made.comment().isEmpty() ? comment : made.comment());
      if (layer.diffId().equals(EMPTY_TAR)) {
        config.emptyLayer(step);
      } else {
        config.layer(layer.diffId(), step);
        blobs.add(layer.blob());
        diffIds.add(layer.diffId());
      }
    }

    History step(String command, String comment) {
      return new History(
          Optional.of(made.created()), command, made.author(), comment, OptionalInt.empty());
    }

    /** The annotations that are still true. */
    Map<String, String> keptAnnotations() {
      return Base.kept(store.images(), image, diffIds, config);
    }

    StoredImage store(Map<String, String> annotations, ProgressListener progress)
        throws IOException {
      return store
          .images()
          .add(config, blobs, annotations, made.name().stream().toList(), progress);
    }
  }
}
