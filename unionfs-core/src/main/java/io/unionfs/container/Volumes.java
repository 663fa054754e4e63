package io.unionfs.container;

import io.unionfs.container.MountSpec.VolumeMount;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Names;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The volumes of a store: trees that are mounted in containers and outlive them. Safe for use by
 * many threads and processes.
 *
 * <pre>
 *   volumes/NAME/volume.json        the record
 *   volumes/NAME/data, data.work    once something was put into it
 * </pre>
 */
public final class Volumes {
  /** The label of a volume that was made for one container, as Docker has it. */
  static final String ANONYMOUS = "com.docker.volume.anonymous";

  private static final String RECORD = "volume.json";
  private static final int MAX_RECORD = 4 << 20;

  private final ContainerEngine engine;
  private final Store store;
  private final Path directory;

  Volumes(ContainerEngine engine) {
    this.engine = engine;
    this.store = engine.store();
    this.directory = store.directory().resolve("volumes");
  }

  /**
   * A volume, as it was when it was asked for.
   *
   * @param labels remarks by key
   * @param links the number of containers that name it
   * @param size the bytes of its files
   */
  public record Volume(
      String name, Instant created, Map<String, String> labels, int links, long size) {
    public Volume {
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** Whether it was made for one container, without a name. */
    public boolean isAnonymous() {
      return labels.containsKey(ANONYMOUS);
    }
  }

  /** The lock of one volume's data; taken after those of containers. */
  static String lockOf(String name) {
    return "volume " + name;
  }

  Path data(String name) {
    return directory.resolve(name).resolve("data");
  }

  Path work(String name) {
    return directory.resolve(name).resolve("data.work");
  }

  /**
   * Makes a volume; one that is there is left as it is.
   *
   * @param name null for a made-up one
   * @throws StoreException if it cannot be a name
   */
  public Volume create(String name, Map<String, String> labels) throws IOException {
    Map<String, String> remarks = new LinkedHashMap<>(labels);
    if (name == null) {
      remarks.putIfAbsent(ANONYMOUS, "");
    }
    String chosen = name == null ? engine.newId() : name;
    check("create " + Names.display(chosen), chosen);
    Store.Lease turn = store.lock(Records.ALL);
    try (turn) {
      make(chosen, remarks);
    }
    return get(chosen);
  }

  private static void check(String what, String name) throws StoreException {
    try {
      ContainerNames.checkVolume(name);
    } catch (IllegalArgumentException e) {
      throw new StoreException(what + ": " + e.getMessage(), e);
    }
  }

  /**
   * Makes those of a container that are missing. What others make meanwhile is left as it is, so
   * that no lock is needed but who wants none of them removed.
   */
  void ensure(ContainerRecord record) throws IOException {
    for (VolumeMount mount : record.volumes().values()) {
      boolean anonymous = record.anonymous().contains(mount.target());
      make(mount.volume(), anonymous ? Map.of(ANONYMOUS, "") : Map.of());
    }
  }

  private void make(String name, Map<String, String> labels) throws IOException {
    Path place = directory.resolve(name);
    if (isThere(place)) {
      return;
    }
    DocumentBuilder record =
        DocumentBuilder.empty()
            .put("CreatedAt", engine.clock().instant())
            .put("Driver", "local")
            .putTextMap("Labels", labels)
            .put("Name", name)
            .put("Scope", "local");
    Files.createDirectories(directory);
    Path building = store.temporary();
    Files.createDirectory(building);
    try {
      store.writeAtomically(building.resolve(RECORD), record.bytes());
      Files.move(building, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      Trees.forget(building, e);
      if (e instanceof IOException && isThere(place)) {
        return; // made by another meanwhile
      }
      throw e;
    }
  }

  private static boolean isThere(Path place) {
    return Files.isRegularFile(place.resolve(RECORD), LinkOption.NOFOLLOW_LINKS);
  }

  /** All volumes, by name. */
  public List<Volume> list() throws IOException {
    Map<String, Integer> links = links();
    List<Volume> volumes = new ArrayList<>();
    for (Path place : Trees.children(directory)) {
      String name = place.getFileName().toString();
      read(name, links.getOrDefault(name, 0)).ifPresent(volumes::add);
    }
    volumes.sort(Comparator.comparing(Volume::name));
    return volumes;
  }

  /**
   * The volume called {@code name}.
   *
   * @throws StoreException if there is none
   */
  public Volume get(String name) throws IOException {
    Objects.requireNonNull(name);
    int count = links().getOrDefault(name, 0);
    return read(name, count).orElseThrow(() -> missing(name));
  }

  private static StoreException missing(String name) {
    return new StoreException("get " + Names.display(name) + ": no such volume");
  }

  /** What {@code docker volume inspect} shows of it, as the text of a JSON object. */
  public String inspect(String name) throws IOException {
    Document record = record(name).orElseThrow(() -> missing(name));
    return DocumentBuilder.of(record)
        .put("Mountpoint", data(name).toAbsolutePath().toString())
        .put("Options", (String) null)
        .pretty();
  }

  private Optional<Document> record(String name) throws IOException {
    try {
      ContainerNames.checkVolume(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Path file = directory.resolve(name).resolve(RECORD);
    Trees.checkDirectory(file.getParent());
    try {
      return Optional.of(Document.parse(file.toString(), Trees.read(file, MAX_RECORD + 1)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage() + "; the volume is damaged", e);
    }
  }

  private Optional<Volume> read(String name, int links) throws IOException {
    Optional<Document> record = record(name);
    if (record.isEmpty()) {
      return Optional.empty();
    }
    try {
      Instant created = record.get().time("CreatedAt").orElse(Instant.EPOCH);
      Map<String, String> labels = record.get().textMap("Labels");
      return Optional.of(new Volume(name, created, labels, links, Trees.size(data(name))));
    } catch (DocumentException e) {
      throw new StoreException(e.getMessage() + "; the volume is damaged", e);
    }
  }

  /** How many containers name each volume. */
  private Map<String, Integer> links() throws IOException {
    Map<String, Integer> links = new HashMap<>();
    users(Damaged.PASSED_OVER).forEach((name, ids) -> links.put(name, ids.size()));
    return links;
  }

  /** What becomes of a container's record that cannot be read. */
  private enum Damaged {
    PASSED_OVER,
    /** It may name any volume, so that none must be removed. */
    REFUSED
  }

  /** The ids of the containers that name each volume. */
  private Map<String, List<String>> users(Damaged damaged) throws IOException {
    Map<String, List<String>> users = new HashMap<>();
    for (String id : engine.records().ids()) {
      Optional<ContainerRecord> record;
      try {
        record = engine.records().find(id);
      } catch (StoreException e) {
        if (damaged == Damaged.REFUSED) {
          throw e;
        }
        continue;
      }
      if (record.isPresent()) {
        record.get().volumes().values().stream()
            .map(VolumeMount::volume)
            .distinct()
            .forEach(name -> users.computeIfAbsent(name, n -> new ArrayList<>()).add(id));
      }
    }
    return users;
  }

  /**
   * Removes it with what it holds.
   *
   * @throws StoreException if there is none, or a container names it, running or not
   */
  public void remove(String name) throws IOException {
    Path leaving;
    Store.Lease turn = store.lock(Records.ALL);
    try (turn) {
      if (record(name).isEmpty()) {
        throw missing(name);
      }
      List<String> users = users(Damaged.REFUSED).getOrDefault(name, List.of());
      if (!users.isEmpty()) {
        throw new StoreException(
            "remove " + name + ": volume is in use - [" + String.join(", ", users) + "]");
      }
      leaving = take(name);
    }
    Trees.delete(leaving);
  }

  /** Takes it away at once; what it held is to be deleted when there are no locks any more. */
  private Path take(String name) throws IOException {
    Path leaving = store.temporary();
    Files.move(directory.resolve(name), leaving, StandardCopyOption.ATOMIC_MOVE);
    return leaving;
  }

  /**
   * Removes those of {@code names} that no container names; under {@link Records#ALL}.
   *
   * @return what they held, to be deleted when there are no locks any more
   */
  List<Path> removeUnused(List<String> names) throws IOException {
    if (names.isEmpty()) {
      return List.of(); // without looking at every container
    }
    List<Path> leaving = new ArrayList<>();
    Map<String, List<String>> users = users(Damaged.REFUSED);
    for (String name : names) {
      if (!users.containsKey(name) && record(name).isPresent()) {
        leaving.add(take(name));
      }
    }
    return leaving;
  }

  /** Removes those that no container names, and tells of them as they were. */
  public List<Volume> prune() throws IOException {
    List<Volume> removed = new ArrayList<>();
    List<Path> leaving = new ArrayList<>();
    Store.Lease turn = store.lock(Records.ALL);
    try (turn) {
      Map<String, List<String>> users = users(Damaged.REFUSED);
      for (Volume volume : list()) {
        if (!users.containsKey(volume.name())) {
          leaving.add(take(volume.name()));
          removed.add(volume);
        }
      }
    }
    for (Path each : leaving) {
      Trees.delete(each);
    }
    return removed;
  }
}
