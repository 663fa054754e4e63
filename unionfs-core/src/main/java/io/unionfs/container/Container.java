package io.unionfs.container;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.store.Store;
import io.unionfs.store.StoreException;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One container: what it is now is asked from the store at each call. Safe for use by many threads;
 * what cannot be done is a {@link StoreException} of one line, as is every call when the container
 * was removed.
 *
 * <p>That it is running means that something can be run in it by {@link #exec}; no process stands
 * behind it.
 */
public final class Container {
  private final ContainerEngine engine;
  private final String id;

  Container(ContainerEngine engine, String id) {
    this.engine = engine;
    this.id = id;
  }

  /** The states that Docker shows. */
  public enum Status {
    CREATED,
    RUNNING,
    PAUSED,
    EXITED;

    /** As Docker writes it: {@code running}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Status of(String word) {
      for (Status status : values()) {
        if (status.word().equals(word)) {
          return status;
        }
      }
      throw new IllegalArgumentException("no container's state is \"" + word + "\"");
    }
  }

  /**
   * The record, as it was when it was read. Immutable.
   *
   * @param image what named the image when the container was made
   * @param startedAt when it was last started
   * @param finishedAt when it last ended
   * @param exitCode of the last run, 0 while it runs
   * @param restartCount how often it was started again by itself, which nothing here does
   * @param command the entrypoint and its arguments; perhaps empty
   * @param mounts the volumes, each with its name, and the tmpfs
   * @param labels remarks by key
   */
  public record Details(
      String id,
      String name,
      String image,
      Digest imageId,
      Digest manifest,
      Instant created,
      Status status,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      int exitCode,
      int restartCount,
      List<String> command,
      List<String> env,
      String user,
      String workingDir,
      List<MountSpec> mounts,
      Map<String, String> labels) {
    public Details {
      command = List.copyOf(command);
      env = List.copyOf(env);
      mounts = List.copyOf(mounts);
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }
  }

  /** 64 hexadecimal digits. */
  public String id() {
    return id;
  }

  /** The record as it is now. */
  public Details details() throws IOException {
    return record().details(engine.records().state(id));
  }

  /** What {@code docker inspect} shows of it, as the text of a JSON object. */
  public String inspect() throws IOException {
    ContainerRecord record = record();
    return Inspection.of(record, engine.records().state(id), engine.volumes());
  }

  // ---- its life ----

  /** Starts it; does nothing if it runs. */
  public void start() throws IOException {
    change(Run.GOES_ON, (state, record, now) -> state.start(record.name(), now));
  }

  /**
   * Ends it, as by its stop signal: the exit code is 143, or what that of the image makes of it.
   * Does nothing if it does not run. Its tmpfs are lost.
   */
  public void stop() throws IOException {
    change(Run.ENDS, (state, record, now) -> state.stop(record.stopCode(), now));
  }

  /** Ends it, as by SIGKILL: the exit code is 137. */
  public void kill() throws IOException {
    change(Run.ENDS, (state, record, now) -> state.kill(record.name(), now));
  }

  /** Its command has ended by itself. */
  public void exited(int code) throws IOException {
    change(Run.ENDS, (state, record, now) -> state.exited(record.name(), code, now));
  }

  /** Stops it, if it runs, and starts it. What was written stays, but for its tmpfs. */
  public void restart() throws IOException {
    change(Run.ENDS, (state, record, now) -> state.restart(record.stopCode(), now));
  }

  /** Lets nothing be run in it until {@link #unpause}. */
  public void pause() throws IOException {
    change(Run.GOES_ON, (state, record, now) -> state.pause(record.name()));
  }

  /** Ends a {@link #pause}. */
  public void unpause() throws IOException {
    change(Run.GOES_ON, (state, record, now) -> state.unpause(record.name()));
  }

  /** The same, whatever it has come to meanwhile. */
  void unpauseIfPaused() throws IOException {
    change(
        Run.GOES_ON,
        (state, record, now) ->
            state.status() == Status.PAUSED ? state.unpause(record.name()) : state);
  }

  private interface Step {
    ContainerState next(ContainerState state, ContainerRecord record, Instant now)
        throws StoreException;
  }

  /** What a change means to what lasts as long as the container runs. */
  private enum Run {
    GOES_ON,
    ENDS
  }

  private void change(Run run, Step step) throws IOException {
    Store.Lease turn = engine.store().lock(Records.lockOf(id));
    try (turn) {
      ContainerRecord record = record();
      ContainerState state = engine.records().state(id);
      ContainerState next = step.next(state, record, engine.clock().instant());
      if (!next.equals(state)) {
        engine.records().writeState(id, next);
      }
      if (run == Run.ENDS) {
        engine.open().ended(id);
      }
      if (!next.startedAt().equals(state.startedAt())) {
        engine.open().started(id, next.startedAt());
      }
    }
  }

  /**
   * Gives it another name, whatever its state.
   *
   * @throws StoreException if the name is taken, or none
   */
  public void rename(String name) throws IOException {
    Store.Lease names = engine.store().lock(Records.ALL);
    try (names) {
      Store.Lease turn = engine.store().lock(Records.lockOf(id));
      try (turn) {
        renameAlone(name.startsWith("/") ? name.substring(1) : name);
      }
    }
  }

  private void renameAlone(String wanted) throws IOException {
    ContainerRecord record = record();
    if (record.name().equals(wanted)) {
      throw new StoreException("Renaming a container with the same name as its current name");
    }
    try {
      ContainerNames.checkContainer(wanted);
    } catch (IllegalArgumentException e) {
      throw new StoreException(e.getMessage(), e);
    }
    engine.checkFree(wanted);
    engine.records().rename(record, wanted);
  }

  /** How {@link #remove} treats a running container. */
  public enum Removal {
    /** It is refused. */
    IF_STOPPED,
    /** It is killed; files that this process has open of it are closed. */
    FORCED
  }

  /** Whether {@link #remove} takes the container's nameless volumes with it. */
  public enum VolumesOf {
    KEPT,
    REMOVED
  }

  /**
   * Removes it, with what was written in it.
   *
   * @throws StoreException if it is running or paused, or its files are in use
   */
  public void remove(Removal removal, VolumesOf volumes) throws IOException {
    new Removing(engine, id).remove(removal, volumes);
  }

  /** The same, but does nothing if it runs; tells whether it was removed. */
  boolean removeIfEnded(Removal removal, VolumesOf volumes) throws IOException {
    if (engine.records().state(id).isAlive()) {
      return false;
    }
    remove(removal, volumes);
    return true;
  }

  // ---- its files ----

  /** A program that is run in a container. */
  public interface Task {
    /** Returns the exit code. */
    int run(UnionFileSystem files) throws IOException;
  }

  /**
   * Runs {@code task} on the files of a running container.
   *
   * @param user in whose name, as {@code docker run --user} takes it; null for the container's user
   * @return what the task returns
   * @throws StoreException if it is not running, or there is no such user
   */
  public int exec(String user, Task task) throws IOException {
    ContainerRecord record = record();
    engine.records().state(id).checkExec(record.name());
    try (UnionFileSystem files = files();
        UnionFileSystem view = as(files, user == null ? record.user() : user)) {
      return task.run(view);
    }
  }

  private static UnionFileSystem as(UnionFileSystem files, String user) throws IOException {
    try {
      return files.as(user);
    } catch (UserPrincipalNotFoundException e) {
      throw new StoreException(
          "unable to find user " + e.getName() + ": no matching entries in passwd file", e);
    }
  }

  /**
   * The container's files, volumes and all, whatever its state, in the name of root. There is one
   * mount for all who have it open in this process; each closes what he got. The writable layer is
   * made on the first write.
   *
   * @throws StoreException if another process has it open
   */
  public UnionFileSystem files() throws IOException {
    return engine.open().files(id);
  }

  /**
   * A, C, D, against the image, sorted by path: {@code docker diff}. Mount points that the image
   * lacks are added; what is in a volume or tmpfs does not show.
   */
  public List<Change> changes() throws IOException {
    try (UnionFileSystem files = files()) {
      return files.changes();
    }
  }

  /**
   * Which layers speak of a path, and how they came to be.
   *
   * @param path absolute, in the container
   * @throws java.nio.file.NoSuchFileException if no layer does
   */
  public PathHistory which(String path) throws IOException {
    return PathHistory.of(this, path);
  }

  /**
   * A new image from the image and what was written: {@code docker commit}. A running container is
   * paused meanwhile. Volumes and tmpfs are left out. The same content gives the same layer; where
   * nothing was written there is none.
   *
   * @throws StoreException if a change is no instruction
   */
  public StoredImage commit(CommitSpec spec) throws IOException {
    return commit(spec, ProgressListener.NONE);
  }

  /** The same, telling how far it is. */
  public StoredImage commit(CommitSpec spec, ProgressListener progress) throws IOException {
    return new NewImages(engine).commit(this, spec, progress);
  }

  /**
   * What {@link #commit} is told. Immutable.
   *
   * @param name the new image's name, if any
   * @param author who makes it; perhaps empty
   * @param message the remark in the history; perhaps empty
   * @param changes Dockerfile instructions for its configuration, such as {@code CMD ["ls"]}
   */
  public record CommitSpec(
      Optional<ImageReference> name, String author, String message, List<String> changes) {
    public CommitSpec {
      changes = List.copyOf(changes);
    }

    /** An image with no more than its name. */
    public static CommitSpec of(ImageReference name) {
      return new CommitSpec(Optional.of(name), "", "", List.of());
    }
  }

  /**
   * What {@code docker ps -s} shows.
   *
   * @param writable the bytes of the files written
   * @param virtual those of the image with them
   */
  public record Size(long writable, long virtual) {}

  /** The bytes of its files. */
  public Size size() throws IOException {
    ContainerRecord record = record();
    long writable = Trees.size(engine.records().upper(id));
    long image =
        engine.store().images().byManifest(record.manifest()).map(StoredImage::size).orElse(0L);
    return new Size(writable, image + writable);
  }

  /** A flat tar of what it shows, without volumes: {@code docker export}. */
  public void exportTo(OutputStream out, ProgressListener progress) throws IOException {
    try (UnionFileSystem files = files()) {
      files.writeTree(out, progress);
    }
  }

  @Override
  public String toString() {
    return id.substring(0, 12);
  }

  // ---- for this package ----

  ContainerEngine engine() {
    return engine;
  }

  ContainerRecord record() throws IOException {
    return engine.records().read(id);
  }
}
