package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import io.unionfs.trace.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes all that a mount shows as one tar without whiteouts. It sees the names of one moment; the
 * files it reads one after another. Holds what is in the directories on the way to one file, and
 * where the files with several names are.
 */
final class WholeTree {
  private final MountState state;
  private final String name;
  private final Directory root;

  WholeTree(MountState state, String name) {
    this.state = state;
    this.name = name;
    this.root = state.root();
  }

  /** What is done with each file, parents first and names sorted. */
  private interface Visitor {
    void visit(String path, Inode inode) throws IOException;
  }

  void write(OutputStream out, ProgressListener progress) throws IOException {
    Survey survey = new Survey();
    walk(survey);
    ShownFile files = new ShownFile(state.space, name);
    TreeWriting writing = new TreeWriting(files, out, name, progress, survey.bytes);
    walk(
        (path, inode) -> {
          if (inode instanceof Directory directory) {
            writing.directory(path, directory.attributes());
          } else {
            writing.leaf(path, (LeafInode) inode);
          }
        });
    writing.finish();
  }

  /** Looks at all names before the first byte is written. */
  private final class Survey implements Visitor {
    private final Set<Long> linked = new HashSet<>();
    private long bytes;

    @Override
    public void visit(String path, Inode inode) throws IOException {
      if (!path.isEmpty()) {
        WritableNames.check(name, path, inode);
      }
      if (inode.type() == FileType.REGULAR) {
        Stat stat = inode.stat();
        if (stat.links() <= 1 || linked.add(inode.ino())) {
          bytes += stat.size();
        }
      }
    }
  }

  /** A directory on the way, and which of its children are yet to come. */
  private record Open(String path, Iterator<Map.Entry<String, Inode>> rest) {}

  private void walk(Visitor visitor) throws IOException {
    visitor.visit("", root);
    Deque<Open> way = new ArrayDeque<>();
    way.push(open("", root));
    while (!way.isEmpty()) {
      Open directory = way.peek();
      if (!directory.rest.hasNext()) {
        way.pop();
        continue;
      }
      Map.Entry<String, Inode> child = directory.rest.next();
      Inode inode = state.shown(child.getValue());
      if (!TreeWriting.isHeld(inode)) {
        continue;
      }
      String path = WritableNames.join(directory.path, child.getKey());
      visitor.visit(path, inode);
      if (inode instanceof Directory below) {
        way.push(open(path, below));
      }
    }
  }

  private static Open open(String path, Directory directory) throws IOException {
    Map<String, Inode> sorted = new TreeMap<>();
    directory.children().forEach(sorted::put);
    return new Open(path, sorted.entrySet().iterator());
  }
}
