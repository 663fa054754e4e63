package io.unionfs.overlay;

import io.unionfs.layer.Opacity;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.Remains;
import io.unionfs.medium.UpperNode;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Renames (renameat2(2)). A directory that a lower layer holds or shows through is not moved,
 * EXDEV, but under {@code redirect_dir=on}, where it is marked with what it is called below.
 */
final class Renaming {
  private final MountState state;
  private final CopyUp copyUp;
  private final Removal removal;
  private final RedirectMarks redirects;

  Renaming(MountState state, CopyUp copyUp, Removal removal) {
    this.redirects = new RedirectMarks(state);
    this.state = state;
    this.copyUp = copyUp;
    this.removal = removal;
  }

  void rename(Caller remover, PathName from, Caller maker, PathName to, Set<RenameFlag> flags)
      throws ErrnoException, IOException {
    boolean exchange = flags.contains(RenameFlag.EXCHANGE);
    if (exchange && flags.size() > 1) {
      throw Errno.EINVAL.thrown();
    }
    Walk fromWalk = toParent(remover, from);
    Walk toWalk = toParent(maker, to);
    if (fromWalk.last() != Walk.Last.NAME) {
      throw Errno.EBUSY.thrown();
    }
    if (toWalk.last() != Walk.Last.NAME) {
      throw (flags.contains(RenameFlag.NOREPLACE) ? Errno.EEXIST : Errno.EBUSY).thrown();
    }
    if (state.isReadOnly()) {
      throw Errno.EROFS.thrown();
    }
    Parent source = Parent.at(fromWalk);
    if (source.child() == null) {
      throw Errno.ENOENT.thrown();
    }
    Parent target = Parent.at(toWalk);
    checkNames(source, target, flags);
    if (isSameFile(source, target)) {
      return;
    }
    checkPermissions(remover, source, maker, target, exchange);
    if (flags.contains(RenameFlag.WHITEOUT)) {
      throw Errno.EINVAL.thrown();
    }
    if (!state.movesLowerDirectories()
        && (!canMove(source.child()) || (exchange && !canMove(target.child())))) {
      throw Errno.EXDEV.thrown();
    }
    if (exchange) {
      exchange(source, target);
    } else {
      if (target.child() instanceof Directory directory && !isPureUpper(directory)) {
        Removal.checkShowsNothing(directory);
      }
      move(source, target);
    }
  }

  private Walk toParent(Caller caller, PathName path) throws ErrnoException {
    Walk walk = new Walk(state.root(), caller, state.tracing.probe());
    Errno failed = walk.toParent(path);
    if (failed != null) {
      throw failed.thrown();
    }
    return walk;
  }

  private static void checkNames(Parent source, Parent target, Set<RenameFlag> flags)
      throws ErrnoException {
    boolean exchange = flags.contains(RenameFlag.EXCHANGE);
    Inode old = source.child();
    Inode present = target.child();
    if (present != null && flags.contains(RenameFlag.NOREPLACE)) {
      throw Errno.EEXIST.thrown();
    }
    if (present == null && exchange) {
      throw Errno.ENOENT.thrown();
    }
    if (exchange && !present.isDirectory() && target.ending() == PathName.Ending.SLASH) {
      throw Errno.ENOTDIR.thrown();
    }
    boolean slash =
        source.ending() == PathName.Ending.SLASH
            || (!exchange && target.ending() == PathName.Ending.SLASH);
    if (!old.isDirectory() && slash) {
      throw Errno.ENOTDIR.thrown();
    }
    if (old.isDirectory() && target.way().passes((Directory) old)) {
      throw Errno.EINVAL.thrown();
    }
    if (present != null && present.isDirectory() && source.way().passes((Directory) present)) {
      throw (exchange ? Errno.EINVAL : Errno.ENOTEMPTY).thrown();
    }
  }

  private boolean isSameFile(Parent source, Parent target) {
    // Without an index the names of one lower hard link are files of their own: a copy-up would
    // part them.
    return target.child() == source.child()
        || (state.index() != null
            && LinkIndex.concerns(source.child())
            && LinkIndex.concerns(target.child())
            && target.child().ino() == source.child().ino())
        || (target.child() != null
            && source.name().equals(target.name())
            && source.directory().is(target.directory()));
  }

  private static void checkPermissions(
      Caller remover, Parent source, Caller maker, Parent target, boolean exchange)
      throws ErrnoException {
    Inode old = source.child();
    Inode present = target.child();
    Permission.checkDelete(source.directory(), old, remover);
    if (present == null) {
      Permission.checkCreate(target.directory(), maker);
    } else {
      Permission.checkDelete(target.directory(), present, maker);
      if (!exchange && old.isDirectory() && !present.isDirectory()) {
        throw Errno.ENOTDIR.thrown();
      }
      if (!exchange && !old.isDirectory() && present.isDirectory()) {
        throw Errno.EISDIR.thrown();
      }
    }
    if (!source.directory().is(target.directory())) {
      // The moved directory's ".." changes.
      if (old.isDirectory()) {
        Permission.check(old, remover, Permission.WRITE);
      }
      if (exchange && present.isDirectory()) {
        Permission.check(present, maker, Permission.WRITE);
      }
    }
  }

  private static boolean isPureUpper(Directory directory) {
    return directory instanceof UpperDirectory upper
        && upper.lower() == null
        && upper.metadata().origin() == 0;
  }

  private static boolean canMove(Inode inode) {
    return !(inode instanceof Directory)
        || (inode instanceof UpperDirectory upper && upper.lower() == null);
  }

  private void move(Parent source, Parent target) throws ErrnoException, IOException {
    SpaceNeed need = new SpaceNeed(state).toMove(source).directories(target.way());
    if (state.index() != null && LinkIndex.concerns(held(target))) {
      need.file(target.way(), target.name(), CopyUp.Data.AS_FOR_ATTRIBUTES);
    }
    need.prepay();
    copiedUp(source);
    Spine to = target.way().reseated(state.root());
    copyUp.directories(to);
    if (target.child() instanceof LeafInode) {
      removal.counted(new Parent(to, target.name(), target.child(), target.ending()));
    }
    Inode moved = leaving(source, (UpperDirectory) to.top());
    Spine from = source.way().reseated(state.root());
    UpperDirectory fromDirectory = (UpperDirectory) from.top();
    UpperDirectory toDirectory = (UpperDirectory) target.way().reseated(state.root()).top();
    if (!fromDirectory.is(toDirectory)) {
      impure(target, toDirectory, moved);
      from = source.way().reseated(state.root());
      fromDirectory = (UpperDirectory) from.top();
    }
    Inode replaced = toDirectory.children().get(target.name());
    Remains remains =
        Parent.showsThrough(fromDirectory, source.name()) ? Remains.WHITEOUT : Remains.NOTHING;
    if (target.child() instanceof Directory directory && !directory.children().isEmpty()) {
      // The kernel learns this from the writable layer, when the source is opaque already.
      throw Errno.ENOTEMPTY.thrown();
    }
    state
        .upper
        .medium()
        .move(
            node(moved),
            fromDirectory.node(),
            source.name(),
            toDirectory.node(),
            target.name(),
            occupant(toDirectory, replaced, target.name()),
            remains);
    Instant now = state.now();
    from.replaceTop(state.upper.touched(fromDirectory.without(source.name(), remains), now));
    Spine after = target.way().reseated(from.rebuild());
    UpperDirectory changed = (UpperDirectory) after.top();
    Inode arrived = stamped(moved, now);
    after.replaceTop(state.upper.touched(changed.with(target.name(), arrived), now));
    state.publish(after);
    published(source, arrived);
    movedName(moved, fromDirectory, source.name(), toDirectory, target.name());
    if (replaced != null) {
      removal.gone(replaced, toDirectory, target.name(), now);
    }
    if (moved.isDirectory()) {
      state.moved(source.way().namesTo(source.name()), target.way().namesTo(target.name()));
    }
    if (state.tracing.isTraced()) {
      String fromPath = from.pathOf(source.name());
      state.tracing.trace(new TraceEvent.Moved(fromPath, after.pathOf(target.name())));
      if (remains == Remains.WHITEOUT) {
        state.tracing.trace(new TraceEvent.WhiteoutWritten(fromPath));
      }
    }
  }

  private static Inode held(Parent at) throws IOException {
    return at.way().top().children().get(at.name());
  }

  private void exchange(Parent source, Parent target) throws ErrnoException, IOException {
    new SpaceNeed(state).toMove(source).toMove(target).prepay();
    copiedUp(source);
    copyUp.directories(target.way().reseated(state.root()));
    copiedUp(target);
    Spine from = source.way().reseated(state.root());
    Spine to = target.way().reseated(state.root());
    UpperDirectory fromDirectory = (UpperDirectory) from.top();
    UpperDirectory toDirectory = (UpperDirectory) to.top();
    if (!fromDirectory.is(toDirectory)) {
      impure(source, fromDirectory, toDirectory.children().get(target.name()));
      to = target.way().reseated(state.root());
      toDirectory = (UpperDirectory) to.top();
      impure(target, toDirectory, fromDirectory.children().get(source.name()));
      from = source.way().reseated(state.root());
      fromDirectory = (UpperDirectory) from.top();
      toDirectory = (UpperDirectory) target.way().reseated(state.root()).top();
    }
    Inode first = leaving(source, toDirectory);
    Inode second = leaving(target, fromDirectory);
    from = source.way().reseated(state.root());
    fromDirectory = (UpperDirectory) from.top();
    toDirectory = (UpperDirectory) target.way().reseated(state.root()).top();
    state
        .upper
        .medium()
        .exchange(
            node(first),
            fromDirectory.node(),
            source.name(),
            node(second),
            toDirectory.node(),
            target.name());
    Instant now = state.now();
    Inode atSource = stamped(second, now);
    from.replaceTop(state.upper.touched(fromDirectory.with(source.name(), atSource), now));
    Spine after = target.way().reseated(from.rebuild());
    UpperDirectory changed = (UpperDirectory) after.top();
    Inode atTarget = stamped(first, now);
    after.replaceTop(state.upper.touched(changed.with(target.name(), atTarget), now));
    state.publish(after);
    published(source, atTarget);
    published(target, atSource);
    movedName(first, fromDirectory, source.name(), toDirectory, target.name());
    movedName(second, toDirectory, target.name(), fromDirectory, source.name());
    // By way of a name that no directory can have.
    List<String> firstNames = source.way().namesTo(source.name());
    List<String> secondNames = target.way().namesTo(target.name());
    List<String> aside = List.of("");
    state.moved(firstNames, aside);
    state.moved(secondNames, firstNames);
    state.moved(aside, secondNames);
    if (state.tracing.isTraced()) {
      String firstPath = from.pathOf(source.name());
      String secondPath = after.pathOf(target.name());
      state.tracing.trace(new TraceEvent.Moved(firstPath, secondPath));
      state.tracing.trace(new TraceEvent.Moved(secondPath, firstPath));
    }
  }

  /** Marks the directory of {@code at} if {@code arriving} comes from a lower layer. */
  private void impure(Parent at, UpperDirectory directory, Inode arriving) throws IOException {
    if (hasOrigin(arriving)) {
      Spine way = at.way().reseated(state.root());
      way.replaceTop(copyUp.impure(directory));
      state.publish(way);
    }
  }

  private static boolean hasOrigin(Inode inode) {
    return (inode instanceof UpperInode upper && upper.metadata().origin() != 0)
        || (inode instanceof UpperDirectory directory && directory.metadata().origin() != 0);
  }

  /** Copies up what stands at {@code at}, parents first, and returns the copy. */
  private Inode copiedUp(Parent at) throws IOException {
    Spine way = at.way().reseated(state.root());
    if (at.child() instanceof Directory directory) {
      way.push(at.name(), (Directory) way.top().children().get(at.name()));
      copyUp.directories(way);
      return way.top();
    }
    return copyUp.upper(way, at.name(), CopyUp.Data.AS_FOR_ATTRIBUTES);
  }

  /**
   * Marks what is about to leave {@code at} for {@code arrival}: what goes on below with what it is
   * called there; any other directory as opaque, for at its new place it would merge with what the
   * lower layers hold.
   */
  private Inode leaving(Parent at, UpperDirectory arrival) throws ErrnoException, IOException {
    Spine way = at.way().reseated(state.root());
    Inode moved = way.top().children().get(at.name());
    Inode marked = moved;
    if (RedirectMarks.concerns(moved)) {
      RedirectMarks.Move move =
          way.top().is(arrival)
              ? RedirectMarks.Move.WITHIN_DIRECTORY
              : RedirectMarks.Move.TO_ANOTHER_DIRECTORY;
      marked = redirects.mark(way, at.name(), moved, move);
    } else if (arrival.isMerged()
        && moved instanceof UpperDirectory directory
        && directory.metadata().opacity() == Opacity.TRANSPARENT) {
      UpperDirectory opaque = directory.opaque();
      state.upper.writeNow(opaque.node(), opaque.metadata());
      marked = opaque;
    }
    if (marked != moved) {
      way.replaceTop(((UpperDirectory) way.top()).with(at.name(), marked));
      state.publish(way);
    }
    return marked;
  }

  private static Occupant occupant(UpperDirectory directory, Inode present, String name) {
    if (present instanceof UpperDirectory) {
      return Occupant.DIRECTORY;
    }
    if (present instanceof UpperInode) {
      return Occupant.FILE;
    }
    return directory.whiteouts().get(name) == null ? Occupant.NOTHING : Occupant.WHITEOUT;
  }

  /** Who has them open learns of the parent at {@code at}, and of what left it, as they are now. */
  private void published(Parent at, Inode arrived) throws IOException {
    state.tellOpen(at.way().reseated(state.root()));
    if (arrived instanceof Directory directory) {
      state.openDirectories.replaced(directory);
    }
  }

  private Inode stamped(Inode moved, Instant now) {
    if (moved instanceof UpperDirectory directory) {
      var metadata = directory.metadata();
      var changed = metadata.with(metadata.attributes().withChanged(now));
      state.upper.writeLater(directory.node(), changed);
      return directory.with(changed);
    }
    state.upper.changed((UpperInode) moved, now);
    return moved;
  }

  /** Has those told who watch either directory, and who has the file open. */
  private void movedName(
      Inode moved, Directory from, String fromName, Directory to, String toName) {
    if (moved instanceof UpperInode file) {
      file.moved(NameMove.renamed(from, fromName, to, toName));
    }
    state.watches.note(DirectoryEvent.Kind.MOVED_FROM, from, fromName);
    state.watches.note(DirectoryEvent.Kind.MOVED_TO, to, toName);
  }

  private static UpperNode node(Inode inode) {
    return inode instanceof UpperDirectory directory
        ? directory.node()
        : ((UpperInode) inode).node();
  }
}
