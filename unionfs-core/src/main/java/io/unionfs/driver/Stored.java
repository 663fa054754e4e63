package io.unionfs.driver;

/**
 * What is stored, of a layer, a container, or all of them. Immutable.
 *
 * <p>All figures are <em>counted</em>, file by file, from what is there; none is a formula of the
 * driver's, but where {@link DriverKind#BLOCK} and {@link DriverKind#AUFS} say so. A file with
 * several names counts once.
 *
 * @param apparentBytes the sizes of regular files, as {@code ls} shows them, and the lengths of
 *     symbolic links; of a snapshot the part of them in blocks of its own
 * @param allocatedBytes the blocks of 4096 bytes that hold the data of files: of a file each block
 *     that it has a byte in, a hole too; of a symbolic link none below 60 bytes, one from there on
 *     (ext4). Extended attributes count nothing: ext4 keeps short ones beside the inode
 * @param files files that are no directories, whiteouts aside
 * @param directories directories, the root too. Each takes a block on ext4 and more when it holds
 *     many names, none on tmpfs: so they are not in the bytes
 * @param whiteouts marks that hide a name; they have no data
 */
public record Stored(
    long apparentBytes, long allocatedBytes, long files, long directories, long whiteouts) {
  /** The unit of storage, in bytes. */
  public static final int BLOCK = 4096;

  /** Of nothing. */
  public static final Stored NONE = new Stored(0, 0, 0, 0, 0);

  /** Both. */
  public Stored plus(Stored more) {
    return new Stored(
        apparentBytes + more.apparentBytes,
        allocatedBytes + more.allocatedBytes,
        files + more.files,
        directories + more.directories,
        whiteouts + more.whiteouts);
  }

  /** What came since {@code before}; negative where there is less. */
  public Stored minus(Stored before) {
    return new Stored(
        apparentBytes - before.apparentBytes,
        allocatedBytes - before.allocatedBytes,
        files - before.files,
        directories - before.directories,
        whiteouts - before.whiteouts);
  }

  /**
   * What {@code du} finds on a filesystem where a directory takes {@code directoryBytes}: 4096 on
   * ext4, while no directory has more names than fit a block; 0 on tmpfs.
   */
  public long diskUsage(long directoryBytes) {
    return allocatedBytes + directories * directoryBytes;
  }
}
