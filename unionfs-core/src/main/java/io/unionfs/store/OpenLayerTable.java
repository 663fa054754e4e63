package io.unionfs.store;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The layers that this process has open, by DiffID: one object for all who use it, so that the
 * trees merged from it are shared too. It is closed when the last of them gives it back.
 */
final class OpenLayerTable {
  private final Map<Digest, Shared> open = new HashMap<>(); // guarded by this

  /** Opens a layer that nobody has open. */
  interface Opener {
    ArchiveLayer open() throws IOException;
  }

  private static final class Shared {
    int users; // guarded by the table
    ArchiveLayer layer; // guarded by this
  }

  /** The layer, to be given back with {@link #release}. */
  ArchiveLayer use(Digest diffId, Opener opener) throws IOException {
    Shared shared;
    synchronized (this) {
      shared = open.computeIfAbsent(diffId, d -> new Shared());
      shared.users++;
    }
    try {
      synchronized (shared) {
        if (shared.layer == null) {
          shared.layer = opener.open();
        }
        return shared.layer;
      }
    } catch (Throwable e) {
      release(diffId);
      throw e;
    }
  }

  void release(Digest diffId) throws IOException {
    Shared shared;
    synchronized (this) {
      shared = open.get(diffId);
      if (--shared.users > 0) {
        return;
      }
      open.remove(diffId);
    }
    synchronized (shared) {
      if (shared.layer != null) {
        shared.layer.close();
      }
    }
  }

  /** The layers in use now. */
  synchronized Set<Digest> inUse() {
    return new HashSet<>(open.keySet());
  }
}
