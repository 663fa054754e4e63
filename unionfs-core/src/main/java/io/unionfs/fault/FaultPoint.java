package io.unionfs.fault;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** A kind of step of a mount that can be made to fail. */
public enum FaultPoint {
  /** The content of a lower file is opened. */
  LOWER_OPEN(Area.LOWER),
  /** A piece of a lower file is read, or mapped into memory. */
  LOWER_READ(Area.LOWER),
  /** The names a lower layer holds in a directory are read: once, when they are first needed. */
  LOWER_LIST(Area.LOWER),

  /** Something new is made in the writable layer. */
  UPPER_CREATE(Area.UPPER),
  /** A file of the writable layer is read. */
  UPPER_READ(Area.UPPER),
  /** A file of the writable layer is written. */
  UPPER_WRITE(Area.UPPER),
  /** A file of the writable layer is cut or grown. */
  UPPER_TRUNCATE(Area.UPPER),
  /** A file of the writable layer gets a further name. */
  UPPER_LINK(Area.UPPER),
  /** A name is removed from the writable layer, or a whiteout put there. */
  UPPER_REMOVE(Area.UPPER),
  /** Something is renamed in the writable layer. */
  UPPER_MOVE(Area.UPPER),
  /** Two names of the writable layer are exchanged. */
  UPPER_EXCHANGE(Area.UPPER),
  /** Attributes or marks are written to the writable layer. */
  UPPER_UPDATE(Area.UPPER),
  /** A file, or all that is held back, is written out. */
  UPPER_SYNC(Area.UPPER),

  /** The copy of a lower file or directory is made in the work area. */
  COPY_UP_CREATE(Area.COPY_UP),
  /** The copy gets its attributes. */
  COPY_UP_ATTRIBUTES(Area.COPY_UP),
  /** A piece of the content is copied, at most 64 KiB; of data that comes later, 1 MiB. */
  COPY_UP_DATA(Area.COPY_UP),
  /** The whole copy is moved into its place. */
  COPY_UP_MOVE(Area.COPY_UP),

  /** A regular file is made on the storing filesystem. */
  STORAGE_CREATE_FILE(Area.STORAGE),
  /** A regular file is opened on the storing filesystem. */
  STORAGE_OPEN(Area.STORAGE),
  /** A directory is made on the storing filesystem. */
  STORAGE_CREATE_DIRECTORY(Area.STORAGE),
  /** A symbolic link is made on the storing filesystem. */
  STORAGE_CREATE_SYMLINK(Area.STORAGE),
  /** The target of a symbolic link is read from the storing filesystem. */
  STORAGE_READ_SYMLINK(Area.STORAGE),
  /** A hard link is made on the storing filesystem. */
  STORAGE_CREATE_LINK(Area.STORAGE),
  /** A file is renamed on the storing filesystem. */
  STORAGE_MOVE(Area.STORAGE),
  /** A file is deleted from the storing filesystem. */
  STORAGE_DELETE(Area.STORAGE),
  /** A directory of the storing filesystem is listed. */
  STORAGE_LIST(Area.STORAGE),
  /** Attributes are read from the storing filesystem. */
  STORAGE_STAT(Area.STORAGE),
  /** An attribute is set on the storing filesystem. */
  STORAGE_SET_ATTRIBUTE(Area.STORAGE),
  /** Times are set on the storing filesystem. */
  STORAGE_SET_TIMES(Area.STORAGE),
  /** The names of extended attributes are read from the storing filesystem. */
  STORAGE_LIST_XATTRS(Area.STORAGE),
  /** An extended attribute is read from the storing filesystem. */
  STORAGE_GET_XATTR(Area.STORAGE),
  /** An extended attribute is set on the storing filesystem. */
  STORAGE_SET_XATTR(Area.STORAGE),
  /** An extended attribute is removed from the storing filesystem. */
  STORAGE_REMOVE_XATTR(Area.STORAGE),
  /** Data is read from an open file of the storing filesystem. */
  STORAGE_READ(Area.STORAGE),
  /** Data is written to an open file of the storing filesystem. */
  STORAGE_WRITE(Area.STORAGE),
  /** An open file of the storing filesystem is cut. */
  STORAGE_TRUNCATE(Area.STORAGE),
  /** An open file of the storing filesystem is forced to its device. */
  STORAGE_FORCE(Area.STORAGE);

  /** Where a point is. */
  public enum Area {
    /** What is read of a lower layer. */
    LOWER,
    /** What is asked of the writable layer; each call is done or not done. */
    UPPER,
    /** The steps of a copy-up. */
    COPY_UP,
    /** The single calls on the filesystem that stores the writable layer, its work area too. */
    STORAGE;

    /** The points of this area. */
    public Set<FaultPoint> points() {
      return Arrays.stream(FaultPoint.values())
          .filter(point -> point.area == this)
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  private final Area area;

  FaultPoint(Area area) {
    this.area = area;
  }

  /** Where it is. */
  public Area area() {
    return area;
  }

  /** Whether data is written there, so that less than all of it can be. */
  public boolean writesData() {
    return this == UPPER_WRITE || this == COPY_UP_DATA || this == STORAGE_WRITE;
  }

  /** Whether something is changed there, and not only read. */
  public boolean changes() {
    return switch (this) {
      case LOWER_OPEN,
          LOWER_READ,
          LOWER_LIST,
          UPPER_READ,
          STORAGE_READ_SYMLINK,
          STORAGE_LIST,
          STORAGE_STAT,
          STORAGE_LIST_XATTRS,
          STORAGE_GET_XATTR,
          STORAGE_READ ->
          false;
      default -> true;
    };
  }
}
