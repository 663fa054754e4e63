package io.unionfs.overlay;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.util.function.BiConsumer;

/**
 * A directory that is in the writable layer, with what the lower layers show through it. Immutable:
 * each change makes another one.
 */
final class UpperDirectory extends Directory {
  private final long ino;
  private final UpperNode node;
  private final UpperMetadata metadata;
  private final LowerDirectory lower;
  private final NameMap<Inode> children;
  private final NameMap<Boolean> whiteouts;
  private final int subdirectories;

  private UpperDirectory(
      long ino,
      UpperNode node,
      UpperMetadata metadata,
      LowerDirectory lower,
      NameMap<Inode> children,
      NameMap<Boolean> whiteouts,
      int subdirectories) {
    this.ino = ino;
    this.node = node;
    this.metadata = metadata;
    this.lower = lower;
    this.children = children;
    this.whiteouts = whiteouts;
    this.subdirectories = subdirectories;
  }

  /** A directory with nothing in it and nothing below it. */
  static UpperDirectory empty(long ino, UpperNode node, UpperMetadata metadata) {
    return new UpperDirectory(ino, node, metadata, null, NameMap.empty(), NameMap.empty(), 0);
  }

  /** The copy of {@code lower}, whose children all show through. */
  static UpperDirectory over(
      LowerDirectory lower, NameMap<Inode> children, UpperNode node, UpperMetadata metadata) {
    return new UpperDirectory(lower.ino(), node, metadata, lower, children, NameMap.empty(), 0);
  }

  /** A directory found in a used writable layer. */
  static UpperDirectory found(
      long ino,
      UpperNode node,
      UpperMetadata metadata,
      LowerDirectory lower,
      NameMap<Inode> children,
      NameMap<Boolean> whiteouts,
      int subdirectories) {
    return new UpperDirectory(ino, node, metadata, lower, children, whiteouts, subdirectories);
  }

  UpperNode node() {
    return node;
  }

  UpperMetadata metadata() {
    return metadata;
  }

  /** The lower directory that shows through, or null for none. */
  LowerDirectory lower() {
    return lower;
  }

  /** The names at which the writable layer holds a whiteout. */
  NameMap<Boolean> whiteouts() {
    return whiteouts;
  }

  @Override
  public long ino() {
    return ino;
  }

  @Override
  Attributes attributes() {
    return metadata.attributes();
  }

  @Override
  int layer() {
    return TraceEvent.UPPER;
  }

  @Override
  NameMap<Inode> children() {
    return children;
  }

  @Override
  boolean isMerged() {
    return lower != null;
  }

  @Override
  int subdirectories() {
    return subdirectories;
  }

  UpperDirectory with(UpperMetadata newMetadata) {
    return new UpperDirectory(ino, node, newMetadata, lower, children, whiteouts, subdirectories);
  }

  /** With {@code child} at {@code name}, in place of whatever stood there. */
  UpperDirectory with(String name, Inode child) {
    return with(name, child, children.get(name));
  }

  /** The same, for who knows what is seen there {@code before}; null for nothing. */
  UpperDirectory with(String name, Inode child, Inode before) {
    return new UpperDirectory(
        ino,
        node,
        metadata,
        lower,
        children.with(name, child, before),
        whiteouts.without(name),
        subdirectories + countDirectory(child) - countDirectory(before));
  }

  /** With nothing to be seen at {@code name}, and a whiteout there or not. */
  UpperDirectory without(String name, io.unionfs.medium.Remains remains) {
    return without(name, children.get(name), remains);
  }

  /** The same, for who knows what is seen there {@code before}. */
  UpperDirectory without(String name, Inode before, io.unionfs.medium.Remains remains) {
    return new UpperDirectory(
        ino,
        node,
        metadata,
        lower,
        children.without(name),
        switch (remains) {
          case WHITEOUT -> whiteouts.with(name, Boolean.TRUE);
          case NOTHING -> whiteouts.without(name);
        },
        subdirectories - countDirectory(before));
  }

  /** Cut off from the lower layers; its children, all of the writable layer, stay. */
  UpperDirectory opaque() {
    return new UpperDirectory(
        ino, node, metadata.with(Opacity.OPAQUE), null, children, whiteouts, subdirectories);
  }

  /** Whether {@code child} is of the writable layer, and not just shown through. */
  static boolean isOwn(Inode child) {
    return child instanceof UpperDirectory || child instanceof UpperInode;
  }

  /** Calls {@code action} for each child that is of the writable layer; work for those alone. */
  void forEachOwn(BiConsumer<String, Inode> action) {
    NameMap<Inode> below = lower == null ? NameMap.empty() : lower.known();
    children.forEachUnshared(
        below,
        (name, child) -> {
          if (isOwn(child)) {
            action.accept(name, child);
          }
        });
  }

  private static int countDirectory(Inode child) {
    return child instanceof UpperDirectory ? 1 : 0;
  }
}
