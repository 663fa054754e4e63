package io.unionfs.nio;

import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.AccessTimes;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.MountBuilder.Writability;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.Quota;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Describes a union mount, to be mounted by {@link #mount}; made by {@link
 * UnionFileSystem#builder}. Not safe for use by many threads.
 */
public final class UnionFileSystemBuilder {
  private final MountPlan plan = new MountPlan();

  UnionFileSystemBuilder() {}

  /** Puts {@code layer} on top of those named so far. The caller closes it, after the mount. */
  public UnionFileSystemBuilder lower(Layer layer) {
    plan.lower.add(Objects.requireNonNull(layer));
    return this;
  }

  /**
   * Puts the layer at {@code path}, a directory or a layer archive, on top of those named so far.
   */
  public UnionFileSystemBuilder lower(Path path) {
    plan.lower.add(Objects.requireNonNull(path));
    return this;
  }

  /**
   * The directory of the writable layer, new or used before; its work directory is beside it,
   * called as it is with {@code .work} behind. Without this call the writable layer is in memory,
   * and made on the first write.
   */
  public UnionFileSystemBuilder upper(Path directory) {
    plan.upper = Objects.requireNonNull(directory);
    plan.work = null;
    plan.upperMade = MountPlan.UpperMade.AT_MOUNT;
    return this;
  }

  /**
   * The directory of the writable layer, new or used before, and its work directory, on the same
   * filesystem, neither inside the other.
   */
  public UnionFileSystemBuilder upper(Path directory, Path work) {
    plan.upper = Objects.requireNonNull(directory);
    plan.work = Objects.requireNonNull(work);
    plan.upperMade = MountPlan.UpperMade.AT_MOUNT;
    return this;
  }

  /**
   * The same, but where {@code directory} does not exist, nothing is made or opened at the mount,
   * which takes the same time however many there are: both directories, and those on the way to
   * them, are made when something is first changed, or {@link UnionFileSystem#upper} asked for. A
   * directory that exists is mounted at once, as by {@link #upper(Path, Path)}.
   *
   * <p>If somebody else has made {@code directory} by then, or uses the work directory, the change
   * fails with "Device or resource busy" and the reason, and nothing is changed.
   */
  public UnionFileSystemBuilder upperOnFirstWrite(Path directory, Path work) {
    upper(directory, work);
    plan.upperMade = MountPlan.UpperMade.ON_FIRST_WRITE;
    return this;
  }

  /**
   * Shows the root of {@code mounted} at {@code path}, as mount(8) does in a container for a volume
   * or a tmpfs: what lies below is hidden. Each name of a path that leads there, {@code ..} and
   * symbolic links on either side are as on Linux with a mount in that place: it has a device
   * number and a {@link java.nio.file.FileStore} of its own, links and renames from one side to the
   * other are "Invalid cross-device link" ({@code Files.move} copies), and the directory it covers
   * cannot be removed or renamed ("Device or resource busy"); a directory above it can be renamed,
   * and it goes with that. {@link UnionFileSystem#changes}, {@link UnionFileSystem#toLayer}, {@link
   * UnionFileSystem#provenance} and {@link UnionFileSystem#upper} speak of the union alone, not of
   * what is mounted in it.
   *
   * <p>Several are mounted in the order of the calls: one may lie inside another, or on it. Of
   * {@code mounted} its own tree is shown, without what is mounted in it, and everything is done
   * with the rights of who uses the path. It is closed by its owner, after this filesystem; closing
   * this one closes the channels it opened. Once {@code mounted} is closed, so is what was opened
   * of it through this one, and what leads to it throws {@link
   * java.nio.file.ClosedFileSystemException}.
   *
   * @param path absolute; a directory, of the union or of what was mounted before, or a link to one
   * @throws IllegalArgumentException if the path is not absolute, or the root
   */
  public UnionFileSystemBuilder mountAt(String path, UnionFileSystem mounted, MountAccess access) {
    plan.inside.add(
        new MountTable.Planned(
            path, Objects.requireNonNull(mounted), Objects.requireNonNull(access)));
    return this;
  }

  /** Mounts so that every change fails; {@link #upper}, if it is named, shows what it held. */
  public UnionFileSystemBuilder readOnly() {
    plan.writability = Writability.READ_ONLY;
    return this;
  }

  /** Overlayfs's options: redirect_dir, metacopy, index, and so on. */
  public UnionFileSystemBuilder options(OverlayOptions options) {
    plan.options = Objects.requireNonNull(options);
    return this;
  }

  /**
   * Options in the form of {@code mount -o}, in the place of those of {@link
   * #options(OverlayOptions)}: {@code redirect_dir=on,index=on}. All that docs/nio.md lists can be
   * said but layers, directories and the quota, which are no text.
   *
   * @throws IllegalArgumentException if an option is unknown, has no such value, or excludes
   *     another
   */
  public UnionFileSystemBuilder options(String options) {
    MountOptions.add(plan, options);
    return this;
  }

  /**
   * Adds a layer that shows no names, but holds data for files of the other layers that say where
   * it is. The first one named that holds a path provides it. The caller closes it.
   */
  public UnionFileSystemBuilder dataOnly(Layer layer) {
    plan.dataOnly.add(Objects.requireNonNull(layer));
    return this;
  }

  /**
   * What the writable layer may hold; more is "No space left on device". The default is {@link
   * Quota#ofHeap} in memory, and {@link Quota#NONE} in a directory that was named.
   */
  public UnionFileSystemBuilder quota(Quota quota) {
    plan.quota = Objects.requireNonNull(quota);
    return this;
  }

  /**
   * How a writable layer in memory keeps its files; the default is {@link MemoryMedium#BLOCKS}. It
   * says nothing where {@link #upper} names a directory.
   */
  public UnionFileSystemBuilder memory(MemoryMedium memory) {
    plan.memory = Objects.requireNonNull(memory);
    return this;
  }

  /** How names are looked up; the default is {@link LookupStrategy#INDEXED}. */
  public UnionFileSystemBuilder strategy(LookupStrategy strategy) {
    plan.strategy = Objects.requireNonNull(strategy);
    return this;
  }

  /** When reading changes access times; the default is {@link AccessTimes#RELATIME}. */
  public UnionFileSystemBuilder accessTimes(AccessTimes accessTimes) {
    plan.accessTimes = Objects.requireNonNull(accessTimes);
    return this;
  }

  /** Where times come from; the default is the system's clock. */
  public UnionFileSystemBuilder clock(InstantSource clock) {
    plan.clock = Objects.requireNonNull(clock);
    return this;
  }

  /**
   * What shall go wrong in the mount, for a test of a program that must bear it; the default is
   * nothing. A plan that fails with what is no {@link io.unionfs.overlay.Errno} by its name makes
   * {@link #mount} throw an {@code IllegalArgumentException}.
   */
  public UnionFileSystemBuilder faults(FaultPlan faults) {
    plan.faults = Objects.requireNonNull(faults);
    return this;
  }

  /** In whose name everything is done; the default is {@link Caller#ROOT}. */
  public UnionFileSystemBuilder user(Caller caller) {
    plan.caller = Objects.requireNonNull(caller);
    plan.user = null;
    return this;
  }

  /**
   * In whose name everything is done: a user of the image, in the form and with the groups that
   * {@link UnionFileSystem#as(String)} says, looked up when everything is mounted. The umask is
   * 022.
   */
  public UnionFileSystemBuilder user(String user) {
    plan.user = Objects.requireNonNull(user);
    return this;
  }

  /**
   * The name in URIs, {@code unionfs://NAME/}; the mount is then found by it until it is closed.
   * Letters, digits and {@code -_.!~*'():&=+$,;} can be used.
   */
  public UnionFileSystemBuilder name(String name) {
    plan.name = Objects.requireNonNull(name);
    return this;
  }

  /**
   * Notes for each channel and directory stream where in the program it was opened, for {@link
   * UnionFileSystem#openResources}. Each opening then takes a stack trace, which costs some
   * microseconds and some hundred bytes or a few kilobytes while it is open, more the deeper the
   * stack is; so it is not done unless asked for.
   */
  public UnionFileSystemBuilder trackOpenResources() {
    plan.tracking = OpenFiles.Tracking.TRACES;
    return this;
  }

  /**
   * Mounts.
   *
   * <p>Directories that were made for a mount that is refused are removed again, if they are empty.
   *
   * @throws io.unionfs.overlay.MountException if overlayfs would refuse such a mount, with its
   *     errno: EINVAL for no lower layer, more than 500, a work directory that is not beside the
   *     writable layer, or one that was volatile before; ELOOP for layers that overlap; EBUSY for a
   *     writable layer or a work directory in use; under {@code index=on} ESTALE for a writable
   *     layer that was made on another directory
   * @throws IOException if a layer cannot be read or applied, or is an image, or the writable layer
   *     cannot be opened; {@link java.nio.file.attribute.UserPrincipalNotFoundException} if the
   *     image has no such user
   *     <p>Where there is no directory to mount on, it is a {@link
   *     java.nio.file.NoSuchFileException} or a {@link java.nio.file.FileSystemException}.
   * @throws IllegalArgumentException if the name cannot stand in a URI, or no work directory was
   *     named for a writable layer that has nothing beside it
   * @throws java.nio.file.FileSystemAlreadyExistsException if an open mount has the name
   */
  public UnionFileSystem mount() throws IOException {
    return plan.mount();
  }
}
