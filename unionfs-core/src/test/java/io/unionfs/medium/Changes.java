package io.unionfs.medium;

import static io.unionfs.medium.Samples.createDirectory;
import static io.unionfs.medium.Samples.createFile;
import static io.unionfs.medium.Samples.decorated;
import static io.unionfs.medium.Samples.directory;
import static io.unionfs.medium.Samples.fifo;
import static io.unionfs.medium.Samples.file;
import static io.unionfs.medium.Samples.symlink;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import java.io.IOException;
import java.util.Map;

/** One tree, and every kind of change that can be made to it in one call. */
enum Changes {
  CREATE_FILE((m, t) -> m.create(t.root(), "new", file(0600), Occupant.NOTHING)),
  CREATE_DECORATED((m, t) -> m.create(t.root(), "new", decorated(file(0), 1), Occupant.NOTHING)),
  CREATE_DIRECTORY(
      (m, t) -> m.create(t.root(), "new", decorated(directory(), 1), Occupant.NOTHING)),
  CREATE_SYMLINK((m, t) -> m.create(t.root(), "new", decorated(symlink("x"), 1), Occupant.NOTHING)),
  CREATE_FIFO((m, t) -> m.create(t.root(), "new", fifo(), Occupant.NOTHING)),
  CREATE_FILE_OVER_WHITEOUT((m, t) -> m.create(t.root(), "white", file(0), Occupant.WHITEOUT)),
  CREATE_DIRECTORY_OVER_WHITEOUT(
      (m, t) -> m.create(t.root(), "white", Samples.opaqueDirectory(), Occupant.WHITEOUT)),
  COPY_UP(
      (m, t) ->
          m.copyUp(
              t.root(),
              "new",
              decorated(file(0), 2),
              Content.of(new byte[150_000]).open(),
              150_000)),
  COPY_UP_INTO_DIRECTORY(
      (m, t) ->
          m.copyUp(t.full(), "new", decorated(file(0), 2), Content.of(new byte[10]).open(), 10)),
  CREATE_COPY_IN_DIRECTORY(
      (m, t) -> m.create(t.full(), "new", decorated(directory(), 2), Occupant.NOTHING)),
  LINK((m, t) -> m.link(t.file(), t.full(), "new", Occupant.NOTHING)),
  LINK_OVER_WHITEOUT((m, t) -> m.link(t.file(), t.root(), "white", Occupant.WHITEOUT)),
  LINK_SYMLINK((m, t) -> m.link(t.symlink(), t.root(), "new", Occupant.NOTHING)),
  REMOVE_FILE((m, t) -> m.remove(t.root(), "file", Occupant.FILE, Remains.NOTHING)),
  REMOVE_FILE_LEAVING_WHITEOUT(
      (m, t) -> m.remove(t.root(), "file", Occupant.FILE, Remains.WHITEOUT)),
  REMOVE_OPEN_FILE((m, t) -> m.remove(t.root(), "open", Occupant.FILE, Remains.NOTHING)),
  REMOVE_OPEN_FILE_LEAVING_WHITEOUT(
      (m, t) -> m.remove(t.root(), "open", Occupant.FILE, Remains.WHITEOUT)),
  REMOVE_SYMLINK((m, t) -> m.remove(t.root(), "symlink", Occupant.FILE, Remains.NOTHING)),
  ADD_WHITEOUT((m, t) -> m.remove(t.full(), "gone", Occupant.NOTHING, Remains.WHITEOUT)),
  REMOVE_WHITEOUT((m, t) -> m.remove(t.root(), "white", Occupant.WHITEOUT, Remains.NOTHING)),
  REMOVE_DIRECTORY((m, t) -> m.remove(t.root(), "bare", Occupant.DIRECTORY, Remains.NOTHING)),
  REMOVE_DIRECTORY_LEAVING_WHITEOUT(
      (m, t) -> m.remove(t.root(), "bare", Occupant.DIRECTORY, Remains.WHITEOUT)),
  MOVE(
      (m, t) ->
          m.move(t.file(), t.root(), "file", t.full(), "new", Occupant.NOTHING, Remains.NOTHING)),
  MOVE_LEAVING_WHITEOUT(
      (m, t) ->
          m.move(t.file(), t.root(), "file", t.full(), "new", Occupant.NOTHING, Remains.WHITEOUT)),
  MOVE_OVER_FILE(
      (m, t) ->
          m.move(t.file(), t.root(), "file", t.root(), "other", Occupant.FILE, Remains.NOTHING)),
  MOVE_OVER_FILE_LEAVING_WHITEOUT(
      (m, t) ->
          m.move(t.file(), t.root(), "file", t.root(), "other", Occupant.FILE, Remains.WHITEOUT)),
  MOVE_OVER_OPEN_FILE_LEAVING_WHITEOUT(
      (m, t) ->
          m.move(t.file(), t.root(), "file", t.root(), "open", Occupant.FILE, Remains.WHITEOUT)),
  MOVE_DIRECTORY_LEAVING_WHITEOUT(
      (m, t) ->
          m.move(t.full(), t.root(), "full", t.root(), "new", Occupant.NOTHING, Remains.WHITEOUT)),
  MOVE_DIRECTORY_OVER_WHITEOUT(
      (m, t) ->
          m.move(
              t.full(), t.root(), "full", t.root(), "white", Occupant.WHITEOUT, Remains.WHITEOUT)),
  MOVE_DIRECTORY_OVER_DIRECTORY(
      (m, t) ->
          m.move(
              t.full(), t.root(), "full", t.root(), "bare", Occupant.DIRECTORY, Remains.NOTHING)),
  MOVE_DIRECTORY_OVER_DIRECTORY_LEAVING_WHITEOUT(
      (m, t) ->
          m.move(
              t.full(), t.root(), "full", t.root(), "bare", Occupant.DIRECTORY, Remains.WHITEOUT)),
  EXCHANGE((m, t) -> m.exchange(t.file(), t.root(), "file", t.full(), t.root(), "full")),
  UPDATE((m, t) -> m.update(t.file(), decorated(file(0), 9))),
  UPDATE_SYMLINK((m, t) -> m.update(t.symlink(), decorated(symlink("to"), 9))),
  UPDATE_DIRECTORY((m, t) -> m.update(t.full(), decorated(directory(), 9))),
  UPDATE_MODE((m, t) -> m.update(t.open(), file(04755))),
  UPDATE_TIMES((m, t) -> m.update(t.open(), file(0644, Samples.TIME.plusSeconds(99)))),
  UPDATE_TIMES_OF_DIRECTORY(
      (m, t) ->
          m.update(t.full(), directory().with(Attributes.of(0755, Samples.TIME.plusSeconds(99)))));

  private final Change change;

  Changes(Change change) {
    this.change = change;
  }

  void apply(UpperMedium medium, Tree tree) throws IOException {
    change.apply(medium, tree);
  }

  /** Whether all access and modification times are known after a crash too. */
  boolean keepsTimes() {
    return switch (this) {
      case COPY_UP_INTO_DIRECTORY,
          CREATE_COPY_IN_DIRECTORY,
          UPDATE_MODE,
          UPDATE_SYMLINK,
          UPDATE_TIMES,
          UPDATE_TIMES_OF_DIRECTORY ->
          true;
      default -> false;
    };
  }

  private interface Change {
    void apply(UpperMedium medium, Tree tree) throws IOException;
  }

  /** The handles of the tree. */
  record Tree(UpperNode root, UpperFile file, UpperFile open, UpperNode full, UpperNode symlink) {
    /** Makes it. */
    static Tree make(UpperMedium medium) throws IOException {
      UpperNode root = medium.root();
      UpperFile file = createFile(medium, root, "file", "file");
      createFile(medium, root, "other", "other");
      UpperFile open = createFile(medium, root, "open", "open");
      open.open();
      UpperNode full = createDirectory(medium, root, "full");
      createFile(medium, full, "inside", "inside");
      UpperNode bare = createDirectory(medium, root, "bare");
      medium.remove(bare, "one", Occupant.NOTHING, Remains.WHITEOUT);
      medium.remove(bare, "two", Occupant.NOTHING, Remains.WHITEOUT);
      medium.remove(root, "white", Occupant.NOTHING, Remains.WHITEOUT);
      medium.update(file, decorated(Samples.file(0), 4));
      UpperNode symlink =
          medium.create(root, "symlink", decorated(Samples.symlink("to"), 4), Occupant.NOTHING);
      medium.sync();
      return new Tree(root, file, open, full, symlink);
    }
  }

  /** What the medium holds before the change and after it. */
  record Outcome(Map<String, String> before, Map<String, String> after) {
    static Outcome of(Changes change, Place place) throws IOException {
      try (place;
          UpperMedium medium = place.open()) {
        Tree tree = Tree.make(medium);
        Map<String, String> before = Samples.tree(medium);
        change.apply(medium, tree);
        return new Outcome(before, Samples.tree(medium));
      }
    }
  }
}
