package io.unionfs.medium;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Makes whiteouts: empty regular files with a mark. As the kernel does with its devices, one is
 * made in the work directory and all others are further names of it: one call, and whole at once.
 */
final class Whiteouts {
  private final Storage storage;
  private final Profile profile;
  private final MetadataStore store;
  private final MetadataReader reader;
  private final WorkDirectory work;
  private Path shared;

  Whiteouts(
      Storage storage,
      Profile profile,
      MetadataStore store,
      MetadataReader reader,
      WorkDirectory work) {
    this.storage = storage;
    this.profile = profile;
    this.store = store;
    this.reader = reader;
    this.work = work;
  }

  /** Puts a whiteout where nothing is. */
  void put(Path target) throws IOException {
    if (profile.can(Capability.HARD_LINKS)) {
      link(target);
    } else {
      replace(target);
    }
  }

  /** Puts a whiteout in the place of a file that is no directory. */
  void replace(Path target) throws IOException {
    Path staged = work.stage();
    if (profile.can(Capability.HARD_LINKS)) {
      link(staged);
    } else {
      make(staged);
    }
    try {
      storage.move(staged, target);
    } catch (IOException | RuntimeException e) {
      work.discard(staged);
      throw e;
    }
  }

  private void link(Path target) throws IOException {
    if (shared == null) {
      shared = findOrMake();
    }
    try {
      storage.createLink(target, shared);
    } catch (FileSystemException e) {
      if (!"Too many links".equals(e.getReason())) {
        throw e;
      }
      storage.delete(shared);
      shared = null;
      shared = findOrMake();
      storage.createLink(target, shared);
    }
  }

  private Path findOrMake() throws IOException {
    Path path = work.whiteout();
    try {
      if (reader.read(path) == MetadataReader.FoundWhiteout.WHITEOUT) {
        return path;
      }
      storage.delete(path);
    } catch (NoSuchFileException e) {
      // the first
    }
    Path staged = work.stage();
    make(staged);
    try {
      storage.move(staged, path);
    } catch (IOException | RuntimeException e) {
      work.discard(staged);
      throw e;
    }
    return path;
  }

  private void make(Path staged) throws IOException {
    storage.createFile(staged).close();
    try {
      long number = store.holdsXattrs(Form.REGULAR) ? 0 : reader.number(staged);
      store.writeWhiteout(new MetadataStore.Target(staged, Form.REGULAR, number, number, 1));
    } catch (IOException | RuntimeException e) {
      work.discard(staged);
      throw e;
    }
  }
}
