package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.trace.TraceEvent;
import io.unionfs.trace.TraceListener;
import java.io.IOException;

/**
 * Looks names up layer by layer, from the writable layer down, as overlayfs's {@code ovl_lookup}
 * does: the first layer that says something of the name decides. For a directory the descent goes
 * on, to find what it merges with.
 */
final class Scan implements Probe {
  private final TraceListener listener;

  /**
   * @param listener is told of every probe; null for nobody
   */
  Scan(TraceListener listener) {
    this.listener = listener;
  }

  @Override
  public Inode child(Spine way, String name) throws IOException {
    // The probes decide; the merged tree only lends the node that stands for what they found.
    return probe(way, name) == null ? null : way.top().children().get(name);
  }

  /** What probing alone finds. */
  Inode probe(Spine way, String name) throws IOException {
    Directory directory = way.top();
    String path = listener == null ? null : way.pathOf(name);
    LowerDirectory lower;
    if (directory instanceof UpperDirectory upper) {
      tell(listener == null ? null : new TraceEvent.Probe(path, TraceEvent.UPPER));
      Inode inUpper = upper.children().get(name);
      if (inUpper != null && inUpper.layer() == TraceEvent.UPPER) {
        restBelow(upper, inUpper, name, path);
        return found(path, inUpper);
      }
      if (upper.whiteouts().get(name) != null) {
        tell(listener == null ? null : new TraceEvent.HiddenByWhiteout(path, TraceEvent.UPPER));
        return null;
      }
      if (upper.metadata().opacity() == Opacity.OPAQUE) {
        tell(listener == null ? null : new TraceEvent.HiddenByOpaque(path, TraceEvent.UPPER));
      }
      lower = upper.lower();
    } else {
      lower = (LowerDirectory) directory;
    }
    return inLayers(lower, name, path);
  }

  /**
   * Asks the layers below for what a file of the writable layer does not hold itself: of a
   * directory that is not opaque what it merges with, of a metacopy its data. What they answer is
   * in {@code held} already.
   */
  private void restBelow(UpperDirectory parent, Inode held, String name, String path)
      throws IOException {
    UpperMetadata metadata =
        held instanceof UpperDirectory directory && directory.metadata().opacity() != Opacity.OPAQUE
            ? directory.metadata()
            : held instanceof UpperInode file && file.lowerData() != null ? file.metadata() : null;
    if (metadata == null || parent.lower() == null) {
      return;
    }
    String redirect = metadata.redirect();
    if (redirect == null || !redirect.startsWith("/")) {
      inLayersBelow(parent.lower(), redirect == null ? name : redirect, path);
    }
  }

  private Inode inLayers(LowerDirectory top, String name, String path) throws IOException {
    for (LowerDirectory at = top; at != null; at = at.below()) {
      tell(listener == null ? null : new TraceEvent.Probe(path, at.layer()));
      Entry entry = at.entry().lookup(name);
      if (entry instanceof Entry.Whiteout) {
        tell(listener == null ? null : new TraceEvent.HiddenByWhiteout(path, at.layer()));
        return null;
      }
      if (entry instanceof Entry.Directory directory) {
        return found(path, merged(directory, at, name, path));
      }
      if (entry instanceof Entry.Metacopy metacopy) {
        below(at, metacopy.redirect(), name, path);
      }
      if (entry != null) {
        return found(path, LowerInode.of((Entry.Node) entry, at.layer()));
      }
      if (at.entry().opacity() == Opacity.OPAQUE) {
        tell(listener == null ? null : new TraceEvent.HiddenByOpaque(path, at.layer()));
      }
    }
    tell(listener == null ? null : new TraceEvent.Miss(path));
    return null;
  }

  /** The directory {@code entry}, merged with those the layers below hold at the same name. */
  private LowerDirectory merged(Entry.Directory entry, LowerDirectory at, String name, String path)
      throws IOException {
    if (entry.opacity() == Opacity.OPAQUE) {
      return new LowerDirectory(entry, at.tree(), null);
    }
    Inode below = below(at, entry.redirect(), name, path);
    return new LowerDirectory(
        entry, at.tree(), below instanceof LowerDirectory directory ? directory : null);
  }

  /** What the layers below {@code at} hold where {@code name}, or its redirect, leads. */
  private Inode below(LowerDirectory at, String redirect, String name, String path)
      throws IOException {
    if (redirect == null || !redirect.startsWith("/")) {
      return inLayersBelow(at.below(), redirect == null ? name : redirect, path);
    }
    Inode reached = at.tree().below() == null ? null : at.tree().below().root();
    for (String component : redirect.substring(1).split("/")) {
      if (!(reached instanceof LowerDirectory directory)) {
        return null;
      }
      reached = inLayersBelow(directory, component, path);
    }
    return reached;
  }

  /** The same descent, whose end is no end of the lookup: no hit and no miss is told. */
  private Inode inLayersBelow(LowerDirectory top, String name, String path) throws IOException {
    for (LowerDirectory at = top; at != null; at = at.below()) {
      tell(listener == null ? null : new TraceEvent.Probe(path, at.layer()));
      Entry entry = at.entry().lookup(name);
      if (entry instanceof Entry.Directory directory) {
        return merged(directory, at, name, path);
      }
      if (entry instanceof Entry.Metacopy metacopy) {
        return below(at, metacopy.redirect(), name, path);
      }
      if (entry != null) {
        return entry instanceof Entry.Node node ? LowerInode.of(node, at.layer()) : null;
      }
    }
    return null;
  }

  private Inode found(String path, Inode inode) {
    tell(listener == null ? null : new TraceEvent.Hit(path, inode.layer()));
    return inode;
  }

  private void tell(TraceEvent event) {
    if (event != null) {
      listener.on(event);
    }
  }

  @Override
  public boolean isTraced() {
    return listener != null;
  }

  @Override
  public void trace(TraceEvent event) {
    tell(event);
  }
}
