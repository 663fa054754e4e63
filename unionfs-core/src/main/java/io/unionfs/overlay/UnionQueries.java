package io.unionfs.overlay;

import io.unionfs.trace.ProgressListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * What is asked of the union itself: which layers speak of a path; what differs from the lower
 * layers or a snapshot, as a list and as an archive. Takes no lock.
 */
final class UnionQueries {
  private static final int WRITE_BYTES = 1 << 16;

  private final MountState state;
  private final Snapshots snapshots;

  UnionQueries(MountState state, Snapshots snapshots) {
    this.state = state;
    this.snapshots = snapshots;
  }

  Provenance provenance(PathName path) throws ErrnoException {
    state.checkOpen();
    try {
      return Inspection.provenance(state, path);
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  PathLayers layersOf(PathName path) throws ErrnoException {
    state.checkOpen();
    try {
      return PathEntries.of(state, path);
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  List<CopiedUp> copiedUp() throws ErrnoException {
    state.checkOpen();
    return PathEntries.copiedUp(state);
  }

  List<Change> changes() throws ErrnoException {
    state.checkOpen();
    try {
      Directory root = state.root();
      return Inspection.changes(state, root, MountState.lower(root));
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  List<Change> changesSince(MountSnapshot since) throws ErrnoException {
    state.checkOpen();
    try {
      return Inspection.changes(state, state.root(), snapshots.tree(since));
    } catch (IOException e) {
      throw ErrnoException.of(e);
    }
  }

  void writeLayer(OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    state.checkOpen();
    Directory root = state.root();
    write(Changeset.of(state, root, MountState.lower(root), name), out, progress);
  }

  void writeLayerSince(
      MountSnapshot since, OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    state.checkOpen();
    write(Changeset.of(state, state.root(), snapshots.tree(since), name), out, progress);
  }

  private static void write(Changeset changes, OutputStream out, ProgressListener progress)
      throws IOException {
    BufferedOutputStream buffered = new BufferedOutputStream(out, WRITE_BYTES);
    changes.write(buffered, progress);
    buffered.flush();
  }

  void writeTree(OutputStream out, String name, ProgressListener progress)
      throws ErrnoException, IOException {
    state.checkOpen();
    BufferedOutputStream buffered = new BufferedOutputStream(out, WRITE_BYTES);
    new WholeTree(state, name).write(buffered, progress);
    buffered.flush();
  }
}
