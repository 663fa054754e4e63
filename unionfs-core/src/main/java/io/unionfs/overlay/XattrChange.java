package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.util.List;

/** Extended attributes (xattr(7)): who may see and change which, and the changes. */
final class XattrChange {
  private static final int STICKY = 01000;
  private static final int MAX_NAME_BYTES = 255;
  private static final int MAX_VALUE_BYTES = 65536;
  private static final String USER = "user.";
  private static final String TRUSTED = "trusted.";
  private static final String SECURITY = "security.";
  private static final String OVERLAY = "overlay.";

  private final MountState state;
  private final AttributeChange attributes;

  XattrChange(MountState state, AttributeChange attributes) {
    this.state = state;
    this.attributes = attributes;
  }

  void set(Caller caller, PathName path, Follow follow, String name, byte[] value, XattrMode mode)
      throws ErrnoException, IOException {
    checkArguments(name, value);
    set(caller, attributes.find(caller, path, follow), name, value, mode);
  }

  void set(Caller caller, OpenFile file, String name, byte[] value, XattrMode mode)
      throws ErrnoException, IOException {
    checkArguments(name, value);
    set(caller, attributes.find(file), name, value, mode);
  }

  private void set(
      Caller caller, AttributeChange.Target target, String name, byte[] value, XattrMode mode)
      throws ErrnoException, IOException {
    if (name.equals(FileCapability.XATTR)) {
      FileCapability.checkSet(value, caller);
    } else {
      checkMayWrite(target.inode(), caller, name);
    }
    checkStorable(name);
    Errno failure = failure(target.inode(), name, mode);
    if (failure != null) {
      // The kernel finds out only in the writable layer: the file has been copied up by then.
      if (target.inode().layer() != io.unionfs.trace.TraceEvent.UPPER) {
        attributes.apply(target, unchanged -> unchanged);
      }
      throw failure.thrown();
    }
    attributes.apply(target.inPlace(), old -> old.withXattrs(old.xattrs().with(name, value)));
    attributes.note(DirectoryEvent.Kind.ATTRIBUTES, target);
  }

  private static Errno failure(Inode inode, String name, XattrMode mode) {
    Errno unknown = namespace(name);
    if (unknown != null) {
      return unknown;
    }
    boolean present = inode.attributes().xattrs().has(name);
    return switch (mode) {
      case SET -> null;
      case CREATE -> present ? Errno.EEXIST : null;
      case REPLACE -> present ? null : Errno.ENODATA;
      case CREATE_AND_REPLACE -> present ? Errno.EEXIST : Errno.ENODATA;
    };
  }

  void remove(Caller caller, PathName path, Follow follow, String name)
      throws ErrnoException, IOException {
    checkName(name);
    remove(caller, attributes.find(caller, path, follow), name);
  }

  void remove(Caller caller, OpenFile file, String name) throws ErrnoException, IOException {
    checkName(name);
    remove(caller, attributes.find(file), name);
  }

  private void remove(Caller caller, AttributeChange.Target target, String name)
      throws ErrnoException, IOException {
    checkMayWrite(target.inode(), caller, name);
    checkStorable(name);
    checkNamespace(name);
    if (!target.inode().attributes().xattrs().has(name)) {
      throw Errno.ENODATA.thrown();
    }
    attributes.apply(target.inPlace(), old -> old.withXattrs(old.xattrs().without(name)));
    attributes.note(DirectoryEvent.Kind.ATTRIBUTES, target);
  }

  byte[] get(Inode inode, Caller caller, String name) throws ErrnoException {
    checkMayRead(inode, caller, name);
    checkStorable(name);
    checkNamespace(name);
    byte[] value = inode.attributes().xattrs().get(name);
    if (value == null) {
      throw Errno.ENODATA.thrown();
    }
    if (name.equals(FileCapability.XATTR) && !FileCapability.isValid(value)) {
      throw Errno.EINVAL.thrown();
    }
    return value;
  }

  /** The names {@code caller} may see, sorted. */
  static List<String> list(Inode inode, Caller caller) {
    Xattrs xattrs = inode.attributes().xattrs();
    return xattrs.names().stream()
        .filter(name -> caller.isRoot() || !name.startsWith(TRUSTED))
        .toList();
  }

  private static void checkArguments(String name, byte[] value) throws ErrnoException {
    checkName(name);
    if (value.length > MAX_VALUE_BYTES) {
      throw Errno.E2BIG.thrown();
    }
  }

  static void checkName(String name) throws ErrnoException {
    if (name.isEmpty() || !Names.isEncodable(name) || Names.byteLength(name) > MAX_NAME_BYTES) {
      throw Errno.ERANGE.thrown();
    }
  }

  /**
   * What programs set under the prefix of overlayfs's own marks is stored with the prefix's second
   * half twice, so that it is none of them; that must not make the name too long.
   */
  private void checkStorable(String name) throws ErrnoException {
    String prefix =
        switch (state.options().marks()) {
          case TRUSTED -> TRUSTED + OVERLAY;
          case USER -> USER + OVERLAY;
        };
    if (name.startsWith(prefix) && Names.byteLength(name) + OVERLAY.length() > MAX_NAME_BYTES) {
      throw Errno.EOPNOTSUPP.thrown();
    }
  }

  private static void checkNamespace(String name) throws ErrnoException {
    Errno failure = namespace(name);
    if (failure != null) {
      throw failure.thrown();
    }
  }

  /** Why no attribute can have this name, or null. */
  private static Errno namespace(String name) {
    boolean known = name.startsWith(USER) || name.startsWith(TRUSTED) || name.startsWith(SECURITY);
    if (!known) {
      return Errno.EOPNOTSUPP;
    }
    boolean isBare = name.equals(USER) || name.equals(TRUSTED) || name.equals(SECURITY);
    return isBare ? Errno.EINVAL : null;
  }

  private static void checkMayWrite(Inode inode, Caller caller, String name) throws ErrnoException {
    if (name.startsWith(SECURITY) || name.startsWith(TRUSTED)) {
      if (!caller.isRoot()) {
        throw Errno.EPERM.thrown();
      }
      return;
    }
    if (name.startsWith(USER)) {
      boolean holdsUserXattrs = inode.type() == FileType.REGULAR || inode.isDirectory();
      boolean stickyOfAnother =
          inode.isDirectory()
              && (inode.attributes().mode() & STICKY) != 0
              && !Permission.isOwner(inode, caller);
      if (!holdsUserXattrs || stickyOfAnother) {
        throw Errno.EPERM.thrown();
      }
    }
    Permission.check(inode, caller, Permission.WRITE);
  }

  private static void checkMayRead(Inode inode, Caller caller, String name) throws ErrnoException {
    if (name.startsWith(SECURITY)) {
      return;
    }
    if (name.startsWith(TRUSTED)) {
      if (!caller.isRoot()) {
        throw Errno.ENODATA.thrown();
      }
      return;
    }
    if (name.startsWith(USER) && inode.type() != FileType.REGULAR && !inode.isDirectory()) {
      throw Errno.ENODATA.thrown();
    }
    Permission.check(inode, caller, Permission.READ);
  }
}
