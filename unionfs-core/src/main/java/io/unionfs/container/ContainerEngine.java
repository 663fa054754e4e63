package io.unionfs.container;

import io.unionfs.container.Container.Removal;
import io.unionfs.container.Container.VolumesOf;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Names;
import io.unionfs.nio.OpenResource;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The containers and volumes of a store. Safe for use by many threads and processes; what cannot be
 * done is a {@link StoreException} of one line.
 *
 * <pre>{@code
 * try (ContainerEngine engine = ContainerEngine.open(Store.open(directory, clock))) {
 *   Container web = engine.create(ContainerSpec.of("debian").withName("web"));
 *   web.start();
 *   web.exec(null, files -> { Files.writeString(files.getPath("/etc/motd"), "hello"); return 0; });
 *   web.changes().forEach(System.out::println); // C /etc, C /etc/motd
 * }
 * }</pre>
 */
public final class ContainerEngine implements Closeable {
  private static final int ID_BYTES = 32;

  private final Store store;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Records records;
  private final Volumes volumes;
  private final OpenContainers open;
  private volatile Consumer<UnionFileSystemBuilder> mounting = builder -> {};

  private ContainerEngine(Store store, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.clock = clock;
    this.random = random;
    this.records = new Records(store);
    this.volumes = new Volumes(this);
    this.open = new OpenContainers(this);
  }

  /** Opens the containers of {@code store}, which is closed with the engine. */
  public static ContainerEngine open(Store store) throws IOException {
    return open(store, InstantSource.system(), new SecureRandom());
  }

  /** The same, with a clock and a source of ids and names, for tests. */
  public static ContainerEngine open(Store store, InstantSource clock, RandomGenerator ids)
      throws IOException {
    ContainerEngine engine = new ContainerEngine(store, clock, ids);
    Store.Lease turn = store.lock(Records.ALL);
    try (turn) {
      engine.records.releaseLeftHolds();
    }
    return engine;
  }

  /**
   * Has {@code more} say more of each mount of a container's files from now on: a quota, faults,
   * options, that it is {@linkplain UnionFileSystemBuilder#trackOpenResources tracked}; for tests.
   * Layers, the writable layer, what is mounted inside, and the clock are said by the engine. Files
   * are mounted when they are first asked for, and again when nobody has had them open meanwhile;
   * those that are open by now stay as they are. Volumes, tmpfs and the making of mount points are
   * left in peace.
   *
   * @param more is called by any thread; what it throws is thrown by {@link Container#files}
   */
  public synchronized void configureMounts(Consumer<UnionFileSystemBuilder> more) {
    mounting = mounting.andThen(more);
  }

  Consumer<UnionFileSystemBuilder> mounting() {
    return mounting;
  }

  /**
   * The channels, directory streams and watch services that are open of the containers' files,
   * whoever in this process opened them by this engine.
   */
  public List<OpenResource> openResources() {
    return open.openResources();
  }

  /** The store with its images. */
  public Store store() {
    return store;
  }

  /**
   * Makes a container; its state is {@code created}. Missing volumes are made, and filled when they
   * are first used.
   *
   * @throws StoreException if there is no such image, the name is taken or none, or what is asked
   *     for cannot be
   */
  public Container create(ContainerSpec spec) throws IOException {
    Store.Lease lease = store.lease();
    try (lease) {
      StoredImage image = store.images().get(spec.image());
      Store.Lease turn = store.lock(Records.ALL);
      try (turn) {
        return create(spec, image);
      } catch (IllegalArgumentException e) {
        throw new StoreException(e.getMessage(), e);
      }
    }
  }

  private Container create(ContainerSpec spec, StoredImage image) throws IOException {
    String name = spec.name() == null ? freeName() : freeName(spec.name());
    String id = newId();
    byte[] json =
        new NewRecord(spec, image.config())
            .json(id, name, clock.instant(), image.id(), image.manifest().digest(), this::newId);
    ContainerRecord record = ContainerRecord.parse("the new container", id, json);
    store.hold(id, record.manifest());
    try {
      records.publish(id, name, json);
      volumes.ensure(record);
    } catch (IOException | RuntimeException | Error e) {
      undo(id, name, e);
      throw e;
    }
    return new Container(this, id);
  }

  private void undo(String id, String name, Throwable failure) {
    try {
      if (records.exists(id)) {
        Trees.delete(records.remove(id, name));
      } else {
        store.release(id);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The name, if nobody has it; without the slash that Docker has before it. */
  private String freeName(String wanted) throws IOException {
    String name = wanted.startsWith("/") ? wanted.substring(1) : wanted;
    ContainerNames.checkContainer(name);
    checkFree(name);
    return name;
  }

  private String freeName() throws IOException {
    for (int attempt = 0; true; attempt++) {
      String name = ContainerNames.made(random, attempt);
      if (records.idOf(name).isEmpty()) {
        return name;
      }
    }
  }

  /** Refuses a name that is taken; under {@link Records#ALL}. */
  void checkFree(String name) throws IOException {
    Optional<String> owner = records.idOf(name);
    if (owner.isPresent()) {
      throw new StoreException(
          "Conflict. The container name \""
              + name
              + "\" is already in use by container \""
              + owner.get()
              + "\". You have to remove (or rename) that container to be able to reuse that name.");
    }
  }

  /** 64 hexadecimal digits, the first twelve of which are no decimal number, as Docker has it. */
  String newId() {
    while (true) {
      byte[] bytes = new byte[ID_BYTES];
      random.nextBytes(bytes);
      String id = HexFormat.of().formatHex(bytes);
      if (!id.substring(0, 12).matches("[0-9]+")) {
        return id;
      }
    }
  }

  /** All containers, the newest first, but those of which {@link #problems} tells. */
  public List<Container> list() throws IOException {
    List<ContainerRecord> found = new ArrayList<>();
    for (String id : records.ids()) {
      try {
        records.find(id).ifPresent(found::add); // else it was removed meanwhile
      } catch (StoreException e) {
        // One that is damaged does not hide the others.
      }
    }
    found.sort(
        Comparator.comparing(ContainerRecord::created)
            .reversed()
            .thenComparing(ContainerRecord::id));
    return found.stream().map(record -> new Container(this, record.id())).toList();
  }

  /**
   * What is wrong with the containers' own files: a record or a state that is damaged, an image
   * that is not there. {@link Store#check} knows the rest.
   */
  public List<Store.Problem> problems() throws IOException {
    return new ContainerCheck(store, records).problems();
  }

  /**
   * The container with that id, name, or first digits of an id.
   *
   * @throws StoreException if there is none, or several ids begin so
   */
  public Container get(String nameOrId) throws IOException {
    if (ContainerRecord.isId(nameOrId) && records.exists(nameOrId)) {
      return new Container(this, nameOrId);
    }
    String name = nameOrId.startsWith("/") ? nameOrId.substring(1) : nameOrId;
    Optional<String> named = records.idOf(name);
    if (named.isPresent()) {
      return new Container(this, named.get());
    }
    List<String> ids = records.ids();
    List<String> beginning =
        nameOrId.isEmpty() ? List.of() : ids.stream().filter(i -> i.startsWith(nameOrId)).toList();
    if (beginning.size() > 1) {
      throw new StoreException(
          "Multiple IDs found with provided prefix: " + Names.display(nameOrId));
    }
    if (beginning.size() == 1) {
      return new Container(this, beginning.get(0));
    }
    // What says which id a name has is not synced: a machine that lost power may have lost it.
    return records
        .search(name)
        .map(id -> new Container(this, id))
        .orElseThrow(() -> Records.missing(nameOrId));
  }

  /** The volumes. */
  public Volumes volumes() {
    return volumes;
  }

  /** What images, containers and volumes take: {@code docker system df}. */
  public SpaceReport space() throws IOException {
    return new SpaceCount(this).report();
  }

  /**
   * An image of one layer from a flat tar, plain or compressed, as {@code docker import}.
   *
   * @param name the image's name; null for none
   * @param changes Dockerfile instructions, as {@link Container#commit} takes them
   * @param message the remark in the history; {@code Imported from -} if it is empty
   * @throws StoreException if an instruction is none
   */
  public StoredImage importTar(
      Path tar,
      ImageReference name,
      Platform platform,
      List<String> changes,
      String message,
      ProgressListener progress)
      throws IOException {
    return new NewImages(this).importTar(tar, name, platform, changes, message, progress);
  }

  /**
   * Removes all containers that are not running, but for those that are in use or were removed
   * meanwhile: {@code docker container prune}.
   */
  public List<String> prune() throws IOException {
    List<String> removed = new ArrayList<>();
    for (Container container : list()) {
      try {
        if (container.removeIfEnded(Removal.IF_STOPPED, VolumesOf.KEPT)) {
          removed.add(container.id());
        }
      } catch (StoreException e) {
        // The others are not to stay for its sake.
      }
    }
    return removed;
  }

  /** Closes all containers' files, and the store. */
  @Override
  public void close() throws IOException {
    Store last = store;
    try (last) {
      open.close();
    }
  }

  // ---- for this package ----

  InstantSource clock() {
    return clock;
  }

  Records records() {
    return records;
  }

  OpenContainers open() {
    return open;
  }
}
