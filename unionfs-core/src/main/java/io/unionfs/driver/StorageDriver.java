package io.unionfs.driver;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.image.ImageConfig;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One way to store images and containers, of those that container engines have, and its {@link
 * Bill}.
 *
 * <pre>{@code
 * try (StorageDriver driver = StorageDriver.inMemory(DriverKind.OVERLAY2, clock)) {
 *   DriverImage image = driver.addImage(List.of(ImageLayer.of(base), ImageLayer.of(app)));
 *   DriverContainer container = driver.createContainer(image);
 *   Bill before = container.bill();
 *   Files.writeString(container.fileSystem().getPath("/big"), "x", APPEND);
 *   System.out.println(container.bill().minus(before)); // the price of one byte
 * }
 * }</pre>
 *
 * <p>What every driver does alike: layers are stored once for all images in which they lie on the
 * same layers; containers of one image do not see one another; {@link DriverContainer#commit} makes
 * an image that shows what the container shows; removing frees what nobody else uses. Three things
 * a program can see differ, as they do on the real ones. Where layers are stacked by overlayfs,
 * renaming a directory of the image is EXDEV ({@code OVERLAY2}, {@code AUFS}); writing to one of
 * several names of an image's file parts it from the others ({@code OVERLAY2}, {@code
 * OVERLAY2_METACOPY}); and a directory of the image has link count 1.
 *
 * <p>Safe for use by many threads; what concerns the driver as a whole is done one after another.
 */
public final class StorageDriver implements Closeable {
  private final DriverKind kind;
  private final Form form;
  private final InstantSource clock;

  /** Where containers have their files; null for memory. */
  private final Path containerFiles;

  /** Where committed layers are. */
  private final Path layerFiles;

  /** Of a driver in memory. */
  private final FileSystem memory;

  // ---- guarded by this ----

  private final Map<Digest, StoredLayer> layers = new LinkedHashMap<>();
  private final Set<DriverImage> images = new LinkedHashSet<>();
  private final Set<DriverContainer> containers = new LinkedHashSet<>();

  /** Archives of committed layers, by the layers that hold them. */
  private final Map<Layer, Path> committed = new LinkedHashMap<>();

  /** What was done for what is gone. */
  private Work done = Work.NONE;

  private int made;
  private boolean open = true;

  private StorageDriver(
      DriverKind kind, Path containerFiles, Path layerFiles, FileSystem memory, InstantSource clock)
      throws IOException {
    this.kind = kind;
    this.form = Form.of(kind);
    this.clock = Objects.requireNonNull(clock);
    this.containerFiles = containerFiles;
    this.layerFiles = Files.createDirectories(layerFiles);
    this.memory = memory;
  }

  /**
   * A driver that keeps its containers in {@code directory}, which is empty or missing.
   *
   * @param clock where the times of files come from
   */
  public static StorageDriver open(DriverKind kind, Path directory, InstantSource clock)
      throws IOException {
    return new StorageDriver(
        kind,
        Files.createDirectories(directory.resolve("containers")),
        directory.resolve("layers"),
        null,
        clock);
  }

  /** A driver that keeps everything in memory. */
  public static StorageDriver inMemory(DriverKind kind, InstantSource clock) throws IOException {
    FileSystem memory = Jimfs.newFileSystem(Configuration.unix());
    return new StorageDriver(kind, null, memory.getPath("/layers"), memory, clock);
  }

  /** Which one it is. */
  public DriverKind kind() {
    return kind;
  }

  // ---- images ----

  /**
   * Stores an image. Layers that are there already, on the same layers, are not stored again.
   *
   * @param source its layers, the bottom one first
   * @throws IllegalArgumentException if there are none
   * @throws io.unionfs.layer.LayerException if a layer cannot be applied
   * @throws IOException if one cannot be read
   */
  public synchronized DriverImage addImage(List<ImageLayer> source) throws IOException {
    checkOpen();
    if (source.isEmpty()) {
      throw new IllegalArgumentException("an image without layers holds no tree");
    }
    List<Digest> chainIds = ImageConfig.chainIds(source.stream().map(ImageLayer::diffId).toList());
    List<StoredLayer> added = new ArrayList<>();
    StoredLayer top = null;
    try {
      for (int i = 0; i < chainIds.size(); i++) {
        StoredLayer known = layers.get(chainIds.get(i));
        if (known == null) {
          known = new StoredLayer(chainIds.get(i), source.get(i), top);
          known.hold(form.layer(known));
          layers.put(known.chainId(), known);
          added.add(known);
        }
        top = known;
      }
    } catch (IOException | RuntimeException e) {
      added.forEach(layer -> layers.remove(layer.chainId()));
      throw e;
    }
    for (StoredLayer layer : added) {
      if (layer.below() != null) {
        layer.below().use();
      }
    }
    return newImage(top);
  }

  private DriverImage newImage(StoredLayer top) {
    top.use();
    DriverImage image = new DriverImage(this, top);
    images.add(image);
    return image;
  }

  /** The images, in the order they came. */
  public synchronized List<DriverImage> images() {
    return List.copyOf(images);
  }

  synchronized void remove(DriverImage image) {
    long standing = containers.stream().filter(each -> each.image() == image).count();
    if (standing > 0) {
      throw new IllegalStateException(
          image + ": " + standing + " containers stand on it: remove them first");
    }
    if (!images.remove(image)) {
      throw new IllegalStateException(image + ": it is removed already");
    }
    StoredLayer layer = image.top();
    while (layer != null && layer.release() == 0) {
      layers.remove(layer.chainId());
      done = done.plus(layer.held().work());
      forget(layer.source().layer());
      layer = layer.below();
    }
  }

  private void forget(Layer layer) {
    Path file = committed.remove(layer);
    if (file != null) {
      try {
        layer.close();
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // The file is the driver's own, and goes with its directory.
      }
    }
  }

  // ---- containers ----

  /** Makes a container on {@code image}, whose tree is mounted. */
  public synchronized DriverContainer createContainer(DriverImage image) throws IOException {
    checkOpen();
    if (!images.contains(image)) {
      throw new IllegalStateException(image + ": this driver does not hold it");
    }
    String name = "c" + ++made;
    Place place = new Place(containerFiles == null ? null : containerFiles.resolve(name));
    StoredLayer top = image.top();
    Form.Made container;
    try {
      container = form.container(top, place, clock);
    } catch (IOException | RuntimeException e) {
      place.clear();
      throw e;
    }
    WorkCounter counter =
        new WorkCounter(
            form.probing(),
            top.stack().stream().map(StoredLayer::tree).toList(),
            container.start());
    container.fileSystem().setListener(counter);
    DriverContainer handle =
        new DriverContainer(this, image, name, place, container.fileSystem(), counter);
    containers.add(handle);
    return handle;
  }

  /** The containers, in the order they came. */
  public synchronized List<DriverContainer> containers() {
    return List.copyOf(containers);
  }

  synchronized List<Change> changes(DriverContainer container) throws IOException {
    checkThere(container);
    return changed(container, UnionFileSystem::changes);
  }

  synchronized void writeLayer(DriverContainer container, OutputStream out) throws IOException {
    checkThere(container);
    changed(
        container,
        overImage -> {
          overImage.writeLayer(out);
          return null;
        });
  }

  private <T> T changed(DriverContainer container, Form.Reading<T> reading) throws IOException {
    return container
        .counter()
        .quietly(
            () ->
                form.changed(
                    container.fileSystem(),
                    container.image().top(),
                    container.place(),
                    clock,
                    reading));
  }

  private Stored unique(DriverContainer container) throws IOException {
    WorkCounter counter = container.counter();
    return counter.quietly(() -> form.unique(container.fileSystem(), counter));
  }

  synchronized DriverImage commit(DriverContainer container) throws IOException {
    checkThere(container);
    Path file = layerFiles.resolve("commit-" + ++made + ".tar");
    ArchiveLayer archive = null;
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        writeLayer(container, out);
      }
      archive = Layer.ofArchive(file);
      List<ImageLayer> chain = new ArrayList<>();
      container.image().top().stack().forEach(layer -> chain.add(layer.source()));
      chain.add(ImageLayer.of(archive));
      DriverImage image = addImage(chain);
      if (image.top().source().layer() == archive) {
        committed.put(archive, file);
      }
      return image;
    } finally {
      // The same was committed before, or it failed.
      if (!committed.containsKey(archive)) {
        if (archive != null) {
          archive.close();
        }
        Files.deleteIfExists(file);
      }
    }
  }

  synchronized void remove(DriverContainer container) throws IOException {
    if (containers.remove(container)) {
      done = done.plus(form.work(container.fileSystem(), container.counter()));
      try {
        container.fileSystem().close();
      } finally {
        container.place().clear();
      }
    }
  }

  private void checkThere(DriverContainer container) {
    if (!containers.contains(container)) {
      throw new IllegalStateException(container + ": it is removed already");
    }
  }

  private void checkOpen() {
    if (!open) {
      throw new IllegalStateException("the storage driver " + kind.label() + " is closed");
    }
  }

  // ---- bills ----

  /** What all of it costs: the layers, the containers, and what was done, for what is gone too. */
  public synchronized Bill bill() throws IOException {
    Stored shared = Stored.NONE;
    Work work = done;
    for (StoredLayer layer : layers.values()) {
      shared = shared.plus(layer.held().stored());
      work = work.plus(layer.held().work());
    }
    Stored unique = Stored.NONE;
    for (DriverContainer container : containers) {
      unique = unique.plus(unique(container));
      work = work.plus(form.work(container.fileSystem(), container.counter()));
    }
    return new Bill(shared, unique, work);
  }

  synchronized Bill bill(DriverContainer container) throws IOException {
    checkThere(container);
    return new Bill(
        form.shared(container.image().top()),
        unique(container),
        form.work(container.fileSystem(), container.counter()));
  }

  synchronized Bill bill(DriverImage image) {
    Bill bill = Bill.NONE;
    boolean shared = false;
    for (StoredLayer layer = image.top(); layer != null; layer = layer.below()) {
      // What lies below a shared layer is shared; images of one chain share all of it.
      shared = shared || layer.users() > 1;
      Stored stored = layer.held().stored();
      bill =
          new Bill(
              shared ? bill.shared().plus(stored) : bill.shared(),
              shared ? bill.unique() : bill.unique().plus(stored),
              bill.work().plus(layer.held().work()));
    }
    return bill;
  }

  /** Removes all containers and images, and what is stored of them. */
  @Override
  public void close() throws IOException {
    synchronized (this) {
      if (!open) {
        return;
      }
      open = false;
      for (DriverContainer container : List.copyOf(containers)) {
        remove(container);
      }
      for (DriverImage image : List.copyOf(images)) {
        remove(image);
      }
    }
    if (memory != null) {
      memory.close();
    }
  }
}
