package io.unionfs.container;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One container: what it is now is asked from the store at each call. */
public final class Container {
  Container() {}

  /** The states that Docker shows. */
  public enum Status {
    CREATED,
    RUNNING,
    PAUSED,
    EXITED
  }

  /** The record: immutable, as it was when it was read. */
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
      List<MountSpec> mounts) {}

  public String id() {
    throw new UnsupportedOperationException();
  }

  /** The record as it is now. */
  public Details details() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** What {@code docker inspect} shows, as JSON text. */
  public String inspect() throws IOException {
    throw new UnsupportedOperationException();
  }

  public void start() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Ends it, as by its stop signal. */
  public void stop() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Ends it, as by SIGKILL. */
  public void kill() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** Its command has ended by itself. */
  public void exited(int code) throws IOException {
    throw new UnsupportedOperationException();
  }

  public void restart() throws IOException {
    throw new UnsupportedOperationException();
  }

  public void pause() throws IOException {
    throw new UnsupportedOperationException();
  }

  public void unpause() throws IOException {
    throw new UnsupportedOperationException();
  }

  public void rename(String name) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** How {@link #remove} treats a running container. */
  public enum Removal {
    IF_STOPPED,
    FORCED
  }

  /** Whether {@link #remove} takes the container's nameless volumes with it. */
  public enum VolumesOf {
    KEPT,
    REMOVED
  }

  public void remove(Removal removal, VolumesOf volumes) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** A program that is run in a container. */
  public interface Task {
    /** Returns the exit code. */
    int run(UnionFileSystem files) throws IOException;
  }

  /** Runs {@code task} on the files of a running container, as its user or another. */
  public int exec(String user, Task task) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * The container's files, volumes and all, whatever its state; in use by this process until closed
   * by the caller: one mount for all who have it open.
   */
  public UnionFileSystem files() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** A, C, D, against the image: {@code docker diff}. */
  public List<Change> changes() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** A new image from the image and what was written: {@code docker commit}. */
  public StoredImage commit(CommitSpec spec) throws IOException {
    throw new UnsupportedOperationException();
  }

  /** What {@link #commit} is told. */
  public record CommitSpec(
      Optional<ImageReference> name, String author, String message, List<String> changes) {}

  /** The bytes written, and those of the image with them: {@code docker ps -s}. */
  public record Size(long writable, long virtual) {}

  public Size size() throws IOException {
    throw new UnsupportedOperationException();
  }

  /** A flat tar of what it shows, without volumes: {@code docker export}. */
  public void exportTo(OutputStream out, ProgressListener progress) throws IOException {
    throw new UnsupportedOperationException();
  }
}
