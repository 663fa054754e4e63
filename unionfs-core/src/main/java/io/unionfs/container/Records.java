package io.unionfs.container;

import io.unionfs.layer.Names;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The containers of a store as they lie in its directory. A container is there from the moment its
 * directory is, which is made elsewhere and moved into place; what says which id a name has is only
 * a hint, and holds where the record says the same. Whoever changes anything has the lock that is
 * named at the method.
 *
 * <pre>
 *   containers/by-name/NAME           the id, in text
 *   containers/ID/container.json      the record
 *   containers/ID/state               what changes when it starts and stops
 *   containers/ID/upper, upper.work   once something was written
 * </pre>
 */
final class Records {
  /** The lock of names, and of what is there at all. */
  static final String ALL = "containers";

  private static final String RECORD = "container.json";
  private static final String STATE = "state";
  private static final String UPPER = "upper";
  private static final String WORK = "upper.work";
  private static final int MAX_RECORD = 4 << 20;

  private final Store store;
  private final Path containers;
  private final Path names;

  Records(Store store) {
    this.store = store;
    this.containers = store.directory().resolve("containers");
    this.names = containers.resolve("by-name");
  }

  /** The lock of one container's record and state; taken after {@link #ALL}. */
  static String lockOf(String id) {
    return "container " + id;
  }

  Path upper(String id) {
    return containers.resolve(id).resolve(UPPER);
  }

  Path work(String id) {
    return containers.resolve(id).resolve(WORK);
  }

  boolean exists(String id) {
    return Files.isDirectory(containers.resolve(id), LinkOption.NOFOLLOW_LINKS);
  }

  /** The ids of all containers, in no order. */
  List<String> ids() throws IOException {
    List<String> ids = new ArrayList<>();
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(containers)) {
      for (Path child : directory) {
        String name = child.getFileName().toString();
        if (ContainerRecord.isId(name)) {
          ids.add(name);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return ids;
  }

  /** The record of a container, if it is there. */
  Optional<ContainerRecord> find(String id) throws IOException {
    Path file = containers.resolve(id).resolve(RECORD);
    byte[] json;
    try {
      json = Trees.read(file, MAX_RECORD + 1);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    }
    return Optional.of(ContainerRecord.parse(file.toString(), id, json));
  }

  ContainerRecord read(String id) throws IOException {
    return find(id).orElseThrow(() -> missing(id));
  }

  static StoreException missing(String what) {
    return new StoreException("No such container: " + Names.display(what));
  }

  ContainerState state(String id) throws IOException {
    return StateFile.read(containers.resolve(id).resolve(STATE));
  }

  /** Under {@link #lockOf}. */
  void writeState(String id, ContainerState state) throws IOException {
    try {
      StateFile.write(containers.resolve(id).resolve(STATE), state);
    } catch (NoSuchFileException e) {
      throw missing(id);
    }
  }

  /** The id of the container that is called {@code name}. */
  Optional<String> idOf(String name) throws IOException {
    if (!ContainerNames.isContainerName(name)) {
      return Optional.empty();
    }
    String id;
    try {
      id = new String(Trees.read(names.resolve(name), 100), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException | StoreException e) {
      return Optional.empty();
    }
    if (!ContainerRecord.isId(id)) {
      return Optional.empty();
    }
    return find(id).filter(record -> record.name().equals(name)).map(ContainerRecord::id);
  }

  /** The same, asking every record; those that are damaged have no name. */
  Optional<String> search(String name) throws IOException {
    for (String id : ids()) {
      try {
        if (find(id).filter(record -> record.name().equals(name)).isPresent()) {
          return Optional.of(id);
        }
      } catch (StoreException e) {
        // told by whoever asks for that container
      }
    }
    return Optional.empty();
  }

  /** Makes a container with all that must be there; under {@link #ALL}. */
  void publish(String id, String name, byte[] json) throws IOException {
    Path building = store.temporary();
    Files.createDirectories(names);
    Files.createDirectory(building);
    try {
      writeName(name, id);
      Files.write(
          building.resolve(RECORD),
          json,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.WRITE,
          StandardOpenOption.SYNC);
      // To overwrite it is what is quick, when it starts.
      StateFile.write(building.resolve(STATE), ContainerState.CREATED);
      Files.move(building, containers.resolve(id), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      Trees.forget(building, e);
      throw e;
    }
  }

  private void writeName(String name, String id) throws IOException {
    Path building = store.temporary();
    Files.writeString(building, id);
    Files.move(
        building,
        names.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Under {@link #ALL} and {@link #lockOf}. */
  void rename(ContainerRecord record, String name) throws IOException {
    writeName(name, record.id());
    store.writeAtomically(containers.resolve(record.id()).resolve(RECORD), record.renamed(name));
    Files.deleteIfExists(names.resolve(record.name()));
  }

  /**
   * Takes a container away, at once. Under {@link #ALL} and {@link #lockOf}.
   *
   * @param name what it was called; null if that is not known
   * @return what it held, to be deleted when there are no locks any more
   */
  Path remove(String id, String name) throws IOException {
    Path leaving = store.temporary();
    try {
      Files.move(containers.resolve(id), leaving, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      throw missing(id);
    }
    store.release(id);
    if (name != null) {
      Files.deleteIfExists(names.resolve(name));
    }
    return leaving;
  }

  /** Ends the holds of containers that are not there, which a killed process left; under ALL. */
  void releaseLeftHolds() throws IOException {
    Path holds = store.directory().resolve("holds");
    List<String> left = new ArrayList<>();
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(holds)) {
      for (Path hold : directory) {
        String holder = hold.getFileName().toString();
        if (ContainerRecord.isId(holder) && !exists(holder)) {
          left.add(holder);
        }
      }
    } catch (NoSuchFileException e) {
      return;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    for (String holder : left) {
      store.release(holder);
    }
  }
}
