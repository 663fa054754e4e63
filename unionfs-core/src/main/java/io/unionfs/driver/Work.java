package io.unionfs.driver;

/**
 * What was done, of a layer, a container, or all of them, since it was made. Immutable.
 *
 * <p>All figures are <em>counted</em> when it is done, but two that are <em>modelled</em>: {@link
 * #probes}, from the counted ones; and what {@link DriverKind#VFS} copies for a layer, which is the
 * counted size of the tree below.
 *
 * @param filesCopied files that the driver copied by itself: copied up, or, by {@link
 *     DriverKind#VFS}, with the tree they are in; by {@link DriverKind#BLOCK} files of the image
 *     that got an inode of their own, whatever of their data was copied
 * @param directoriesCopied directories that it copied
 * @param bytesCopied bytes of data that it copied for that
 * @param bytesWritten bytes that programs wrote, and, of a layer, the sizes of its files: what the
 *     unpacking of the layer wrote
 * @param namesMade files, directories and links that programs made
 * @param whiteoutsWritten whiteouts that the driver wrote to hide what programs removed
 * @param lookups names that were looked up in a directory: {@code /etc/passwd} takes two
 * @param coldProbes how often a directory of some layer was asked for a name, were nothing ever
 *     cached; what the kernel does with a cold dentry cache. Of {@link DriverKind#AUFS} twice a
 *     layer: for the whiteout, and for the name
 * @param probes the same with a dentry cache, <em>modelled</em>: each name that was looked up,
 *     found or not, is known until it is removed or moved, and takes no probe. The kernel forgets
 *     under pressure, this does not
 * @param mounts mounts made
 */
public record Work(
    long filesCopied,
    long directoriesCopied,
    long bytesCopied,
    long bytesWritten,
    long namesMade,
    long whiteoutsWritten,
    long lookups,
    long coldProbes,
    long probes,
    long mounts) {
  /** Nothing. */
  public static final Work NONE = new Work(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** One mount. */
  static final Work MOUNT = new Work(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

  /** Both. */
  public Work plus(Work more) {
    return new Work(
        filesCopied + more.filesCopied,
        directoriesCopied + more.directoriesCopied,
        bytesCopied + more.bytesCopied,
        bytesWritten + more.bytesWritten,
        namesMade + more.namesMade,
        whiteoutsWritten + more.whiteoutsWritten,
        lookups + more.lookups,
        coldProbes + more.coldProbes,
        probes + more.probes,
        mounts + more.mounts);
  }

  /** What was done since {@code before}. */
  public Work minus(Work before) {
    return new Work(
        filesCopied - before.filesCopied,
        directoriesCopied - before.directoriesCopied,
        bytesCopied - before.bytesCopied,
        bytesWritten - before.bytesWritten,
        namesMade - before.namesMade,
        whiteoutsWritten - before.whiteoutsWritten,
        lookups - before.lookups,
        coldProbes - before.coldProbes,
        probes - before.probes,
        mounts - before.mounts);
  }

  /** Files copied: {@code files} of them, with {@code directories}, {@code bytes} together. */
  static Work copied(long files, long directories, long bytes) {
    return new Work(files, directories, bytes, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Bytes written. */
  static Work written(long bytes) {
    return new Work(0, 0, 0, bytes, 0, 0, 0, 0, 0, 0);
  }
}
