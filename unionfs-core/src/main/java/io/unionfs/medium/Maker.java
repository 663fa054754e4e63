package io.unionfs.medium;

import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes files on the storing filesystem. Regular files, directories and symbolic links are
 * themselves; special files, which Java cannot make, and what the storing filesystem does not have,
 * are empty regular files that say what they stand for.
 */
final class Maker {
  private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

  private final UpperTree tree;
  private final Storage storage;
  private final Profile profile;
  private final MetadataStore store;
  private final MetadataReader reader;
  private final WorkDirectory work;
  private final Journal journal;
  private final Faults faults;
  private long counter = 1; // 1 is the root

  Maker(
      UpperTree tree,
      Storage storage,
      Profile profile,
      MetadataStore store,
      MetadataReader reader,
      WorkDirectory work,
      Journal journal,
      Faults faults) {
    this.tree = tree;
    this.storage = storage;
    this.profile = profile;
    this.store = store;
    this.reader = reader;
    this.work = work;
    this.journal = journal;
    this.faults = faults;
  }

  /**
   * A file that was made.
   *
   * @param channel open on a regular file, else null
   */
  record Made(StoredNode node, FileChannel channel) {}

  /** Whether a file with {@code metadata} in {@code parent} is whole when it is made. */
  boolean isOneStep(StoredDirectory parent, UpperMetadata metadata) throws IOException {
    return profile.writing() == Profile.Writing.HELD_BACK
        || (store.holdsXattrs(form(metadata))
            && store.isHeldByCreation(metadata, form(metadata), ownerAsIs(parent, metadata)));
  }

  /** Makes a file that {@link #isOneStep}. */
  Made makeAtOnce(Path path, UpperMetadata metadata) throws IOException {
    return make(path, metadata, profile.writing() == Profile.Writing.HELD_BACK);
  }

  /**
   * Makes a file in the work area, with all its metadata.
   *
   * @param attributes what is about to be done when it gets its metadata; null for nothing special
   */
  Made makeWhole(Path path, UpperMetadata metadata, FaultPoint attributes) throws IOException {
    Made made = make(path, metadata, true);
    try {
      if (attributes != null) {
        faults.reach(attributes);
      }
      writeMetadata(made.node(), path);
      return made;
    } catch (IOException | RuntimeException e) {
      unmake(made, path, e);
      throw e;
    }
  }

  /**
   * Writes the times of a file made by {@link #makeWhole} that has its data: a copy has those of
   * its origin from the beginning.
   */
  void writeTimes(StoredNode node, Path path) throws IOException {
    if (profile.writing() == Profile.Writing.THROUGH) {
      store.writeTimes(node.targetAt(path), node.metadata);
      node.times = StoredNode.Times.STORED;
    }
  }

  /** Writes the metadata of a file just made, unless that is held back. */
  private void writeMetadata(StoredNode node, Path path) throws IOException {
    if (profile.writing() == Profile.Writing.THROUGH) {
      if (!store.holdsXattrs(node.form)) {
        store.forget(node.storedNumber); // of another file that had this number
      }
      node.stored = store.write(node.targetAt(path), node.metadata, false, null);
    }
  }

  /**
   * Removes a file of the work area that cannot be put in its place because of {@code cause}. The
   * data goes first: on a full disk nothing can be written, not even that it is to be forgotten.
   */
  void unmake(Made made, Path path, Throwable cause) {
    if (made.channel() != null) {
      try {
        made.channel().close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
    work.discard(path);
    forget(made.node());
  }

  /** Removes what was just made at {@code path} and is of no use because of {@code cause}. */
  private void unmake(Path path, Throwable cause) {
    if (path.startsWith(work.area())) {
      work.discard(path);
      return;
    }
    journal.takeBack(
        () -> {
          try {
            storage.delete(path);
          } catch (NoSuchFileException e) {
            // It is gone.
          }
        },
        cause);
  }

  /**
   * Forgets what is kept outside of a file that is gone. Its removal is done, so a failure fails
   * nobody: the next file with this number forgets.
   */
  void forget(StoredNode node) {
    if (!store.holdsXattrs(node.form)) {
      try {
        store.forget(node.storedNumber);
      } catch (IOException e) {
        // stays
      }
    }
  }

  /**
   * Puts an empty regular file in the place of a symbolic link that is to get a further name: jimfs
   * has hard links to regular files only. The file keeps its number.
   */
  void standIn(StoredNode symlink, Path staged) throws IOException {
    Path place = symlink.path();
    MetadataStore.Stored before = symlink.stored;
    long linkNumber = symlink.storedNumber;
    storage.createFile(staged).close();
    try {
      symlink.form = Form.REGULAR;
      symlink.storedNumber = countsNumbers() ? linkNumber : reader.number(staged);
      symlink.stored = null;
      symlink.times = StoredNode.Times.DISTURBED;
      writeMetadata(symlink, staged);
      writeTimes(symlink, staged);
      storage.move(staged, place);
    } catch (IOException | RuntimeException e) {
      symlink.form = Form.SYMLINK;
      symlink.storedNumber = linkNumber;
      symlink.stored = before;
      symlink.times = StoredNode.Times.DISTURBED;
      work.discard(staged);
      throw e;
    }
    symlink.pending = true;
    store.forget(linkNumber);
  }

  /** What a file with {@code metadata} is made as. */
  private Form form(UpperMetadata metadata) {
    return switch (metadata.type()) {
      case DIRECTORY -> Form.DIRECTORY;
      case SYMLINK -> profile.can(Capability.SYMLINKS) ? Form.SYMLINK : Form.REGULAR;
      case REGULAR, FIFO, SOCKET, CHARACTER_DEVICE, BLOCK_DEVICE -> Form.REGULAR;
    };
  }

  private Made make(Path path, UpperMetadata metadata, boolean modeComesLater) throws IOException {
    Form form = form(metadata);
    FileAttribute<?>[] mode =
        modeComesLater || form == Form.SYMLINK ? NO_ATTRIBUTES : mode(metadata.attributes());
    FileChannel channel = null;
    switch (form) {
      case REGULAR -> channel = storage.createFile(path, mode);
      case DIRECTORY -> storage.createDirectory(path, mode);
      case SYMLINK -> storage.createSymlink(path, metadata.target());
      case SPECIAL -> throw new IllegalStateException();
    }
    try {
      if (channel != null && metadata.type() != FileType.REGULAR) {
        channel.close();
        channel = null;
      }
      return new Made(node(metadata, form, number(path)), channel);
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      unmake(path, e);
      throw e;
    }
  }

  private StoredNode node(UpperMetadata metadata, Form form, long number) {
    StoredNode node =
        switch (metadata.type()) {
          case REGULAR -> new StoredFile(tree, number, metadata, 0);
          case DIRECTORY -> new StoredDirectory(tree, number, metadata);
          default -> new StoredOther(tree, form, number, metadata);
        };
    if (node instanceof StoredDirectory directory) {
      directory.complete = true;
    }
    if (profile.writing() == Profile.Writing.THROUGH) {
      node.stored = new MetadataStore.Stored(metadata, false, null);
    }
    node.pending = true;
    return node;
  }

  private long number(Path path) throws IOException {
    return countsNumbers() ? ++counter : reader.number(path);
  }

  private boolean countsNumbers() {
    return profile.numbering() == Profile.Numbering.COUNTED;
  }

  private boolean ownerAsIs(StoredDirectory parent, UpperMetadata metadata) {
    boolean inheritsGroup = (parent.metadata.attributes().mode() & 02000) != 0;
    return metadata.attributes().uid() == profile.uid()
        && metadata.attributes().gid() == profile.gid()
        && !inheritsGroup;
  }

  private static FileAttribute<?>[] mode(Attributes attributes) {
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(permissions(attributes.mode()))
    };
  }

  /** The permission bits {@code 0777} as NIO has them. */
  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission one : PosixFilePermission.values()) { // rwxrwxrwx, the owner's first
      if ((mode & (0400 >> one.ordinal())) != 0) {
        permissions.add(one);
      }
    }
    return permissions;
  }
}
