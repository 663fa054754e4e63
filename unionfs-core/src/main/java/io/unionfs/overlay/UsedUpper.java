package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.LinkCount;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/** Puts a writable layer that was used before on its lower layers again. */
final class UsedUpper {
  private final MountState state;
  private final UpperMedium medium;
  private final MergedTree lowerTree;
  private final Map<Long, UpperInode> leaves = new HashMap<>();
  private final FoundCopies copies = new FoundCopies();

  private UsedUpper(MountState state) throws IOException {
    this.state = state;
    this.medium = state.upper.medium();
    this.lowerTree = state.lower();
  }

  static void mount(MountState state) throws IOException {
    state.lock.lock();
    boolean mounted = false;
    try {
      state.keepOrigins();
      UsedUpper used = new UsedUpper(state);
      if (state.index() != null) {
        used.noteOrigin();
      }
      used.index();
      UpperDirectory root = used.tree();
      used.copies.settle();
      state.publish(root);
      state.space.found(SpaceCost.count(state.upper.medium()));
      mounted = true;
    } finally {
      if (!mounted) {
        state.close(); // The directories are free for another attempt.
      }
      state.lock.unlock();
    }
  }

  /** An indexed writable layer belongs to the lower layers it was first mounted on. */
  private void noteOrigin() throws IOException {
    UpperMetadata root = medium.rootMetadata();
    if (root.origin() == 0) {
      long origin = state.origins().ofTop();
      state.upper.writeNow(medium.root(), root.with(root.marks().withOrigin(origin)));
    } else if (!state.origins().isTop(root.origin())) {
      throw new MountException(
          Errno.ESTALE,
          medium.directory()
              + ": with index=on a writable layer stays with the lower layers it was first mounted"
              + " on: name those, or mount with index=off");
    }
  }

  /** A directory whose entries are being gone through. */
  private final class Open {
    final String name;
    final UpperNode node;
    final UpperMetadata metadata;
    final LowerDirectory lower;
    final Iterator<Map.Entry<String, UpperEntry>> entries;
    final NameMap.Builder<Inode> children;
    final NameMap.Builder<Boolean> whiteouts = NameMap.<Boolean>empty().edit();
    int subdirectories;

    Open(String name, UpperNode node, UpperMetadata metadata, LowerDirectory lower)
        throws IOException {
      this.name = name;
      this.node = node;
      this.metadata = metadata;
      this.lower = lower;
      this.entries = medium.list(node).entrySet().iterator();
      this.children = (lower == null ? NameMap.<Inode>empty() : lower.children()).edit();
    }

    UpperDirectory closed() {
      // Of a directory that merges with nothing, where it comes from does not count.
      long ino = lower != null ? lower.ino() : InodeNumbers.ofUpper(node.number());
      return UpperDirectory.found(
          ino, node, metadata, lower, children.build(), whiteouts.build(), subdirectories);
    }
  }

  /** Without recursion: a tree may be of any depth. */
  private UpperDirectory tree() throws IOException {
    UpperMetadata top = medium.rootMetadata();
    LowerDirectory below = lowerTree.root(); // The kernel asks no root whether it is opaque.
    copies.hides(lowerTree.root());
    copies.merges(below);
    Deque<Open> way = new ArrayDeque<>();
    way.push(new Open("", medium.root(), top, below));
    while (true) {
      Open at = way.peek();
      if (at.entries.hasNext()) {
        Map.Entry<String, UpperEntry> entry = at.entries.next();
        Open further = enter(at, entry.getKey(), entry.getValue());
        if (further != null) {
          way.push(further);
        }
      } else {
        way.pop();
        UpperDirectory done = at.closed();
        if (way.isEmpty()) {
          return done;
        }
        way.peek().children.put(at.name, done);
        way.peek().subdirectories++;
      }
    }
  }

  /** Puts {@code entry} in its place; returns it when it is a directory to be gone through. */
  private Open enter(Open at, String name, UpperEntry entry) throws IOException {
    Inode hidden = at.lower == null ? null : at.lower.children().get(name);
    copies.hides(at.lower, name);
    if (!(entry instanceof UpperEntry.Present present)) {
      at.children.remove(name);
      at.whiteouts.put(name, Boolean.TRUE);
      return null;
    }
    UpperMetadata metadata = present.metadata();
    if (metadata.type() != FileType.DIRECTORY) {
      Inode leaf = leaf(present, name, at.lower);
      copies.stands(leaf, hidden);
      at.children.put(name, leaf);
      return null;
    }
    Inode below = null;
    if (metadata.opacity() == Opacity.TRANSPARENT) {
      Errno refused = refusal(metadata.redirect(), at.lower);
      if (refused == null && !isIgnored(metadata.redirect(), at.lower)) {
        try {
          below = lowerTree.underDirectory(below(metadata.redirect(), name, at.lower));
        } catch (KnownFailure e) {
          refused = e.errno();
        }
      }
      if (below instanceof UnreachableInode bad && bad.type() == FileType.DIRECTORY) {
        refused = bad.errno();
      }
      if (refused != null) {
        at.children.put(name, unreachable(present, refused));
        at.subdirectories++;
        return null;
      }
    }
    LowerDirectory lower = below instanceof LowerDirectory directory ? directory : null;
    copies.merges(lower);
    return new Open(name, present.node(), metadata, lower);
  }

  /** Why {@code redirect} is not followed, or null. */
  private Errno refusal(String redirect, LowerDirectory parent) {
    if (redirect == null || isIgnored(redirect, parent)) {
      return null;
    }
    if (!Redirect.isValid(redirect)) {
      return Errno.EINVAL;
    }
    return follows() ? null : Errno.EPERM;
  }

  /** What merges with nothing is not asked where it would lead, unless it could be anywhere. */
  private boolean isIgnored(String redirect, LowerDirectory parent) {
    return redirect != null && !follows() && parent == null && lowerTree.data().isEmpty();
  }

  private boolean followsMetacopies() {
    return lowerTree.following().metacopies() == Following.Metacopies.FOLLOWED;
  }

  private boolean follows() {
    return lowerTree.following().redirects() == Following.Redirects.FOLLOWED;
  }

  private Inode below(String redirect, String name, LowerDirectory parent) throws IOException {
    return Redirect.resolve(redirect, name, parent, lowerTree.root());
  }

  private Inode leaf(UpperEntry.Present present, String name, LowerDirectory parent)
      throws IOException {
    UpperInode known = leaves.get(present.node().number());
    UpperMetadata metadata = present.metadata();
    if (known != null && (!metadata.isMetacopy() || known.lowerData() != null)) {
      return known;
    }
    LowerInode data = null;
    if (metadata.isMetacopy()) {
      if (!followsMetacopies()) {
        return unreachable(present, Errno.EPERM);
      }
      if (metadata.redirect() != null && !Redirect.isValid(metadata.redirect())) {
        return unreachable(present, Errno.EINVAL);
      }
      Inode below;
      try {
        below = Redirect.data(metadata.redirect(), name, parent, lowerTree);
      } catch (KnownFailure e) {
        return unreachable(present, e.errno());
      }
      if (!(below instanceof LowerInode lower) || lower.content() == null) {
        return unreachable(present, Errno.EIO);
      }
      data = lower;
    }
    if (known != null) {
      known.setLowerData(data);
      return known;
    }
    UpperInode inode = inode(present, data);
    leaves.put(present.node().number(), inode);
    return inode;
  }

  private UpperInode inode(UpperEntry.Present present, LowerInode data) throws IOException {
    UpperMetadata metadata = present.metadata();
    // Without the index nobody keeps the count of names, but its mark stays for who will again.
    LinkCount links = state.index() == null ? LinkCount.SAME : metadata.marks().links();
    UpperInode inode =
        new UpperInode(
            InodeNumbers.ofUpper(present.node().number()),
            present.node(),
            metadata,
            links.names(present.links()),
            present.links(),
            metadata.isMetacopy() ? metadata.marks().metacopy() : present.size(),
            data);
    if (metadata.origin() != 0) {
      copies.claims(inode, state.origins().ino(metadata.origin()));
    }
    return inode;
  }

  private static UnreachableInode unreachable(UpperEntry.Present present, Errno errno) {
    UpperMetadata metadata = present.metadata();
    return new UnreachableInode(
        InodeNumbers.ofUpper(present.node().number()),
        TraceEvent.UPPER,
        metadata.type(),
        metadata.attributes(),
        null,
        errno);
  }

  /** The copies that are kept in the index, whether or not they have a name in the tree. */
  private void index() throws IOException {
    if (!medium.hasIndex()) {
      return;
    }
    for (UpperEntry entry : medium.list(medium.index()).values()) {
      if (entry instanceof UpperEntry.Present present && present.metadata().origin() != 0) {
        index(present);
      }
    }
  }

  private void index(UpperEntry.Present present) throws IOException {
    long origin = state.origins().ino(present.metadata().origin());
    LinkIndex index = state.index();
    // Where its data is, is learned when one of its names is looked up.
    UpperInode copy = inode(present, null);
    if (index == null) {
      // Other names of the lower file may show that one, with its number.
      copies.keeps(copy, copy.ino());
    } else if (present.metadata().isMetacopy() && !followsMetacopies()) {
      index.lose(origin, unreachable(present, Errno.EPERM));
      return;
    } else {
      if (origin != 0) {
        copies.keeps(copy, origin);
      }
      index.add(copy);
    }
    leaves.put(present.node().number(), copy);
  }
}
