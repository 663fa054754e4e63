package io.unionfs.medium;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.medium.Obstacle.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Finds what of a tree the kernel would not show alike: what {@link MetadataStore} cannot write
 * natively, for that is what it writes as text. Guarded by the tree's lock.
 */
final class Obstacles {
  private static final int NANOS_OF_MICRO = 1000;

  private final Profile profile;
  private final MetadataStore store;
  private final Listing listing;
  private final List<Obstacle> found = new ArrayList<>();

  /**
   * A file and the way to it. Paths are made only for what is told, and of the path above: those of
   * a deep tree take memory by the square of the depth.
   */
  private static final class At {
    /** Null for a whiteout. */
    final StoredNode node;

    private final At above;
    private final String name;
    private String path;

    private At(StoredNode node, At above, String name, String path) {
      this.node = node;
      this.above = above;
      this.name = name;
      this.path = path;
    }

    static At root(StoredNode node) {
      return new At(node, null, "", "");
    }

    At below(StoredNode child, String itsName) {
      return new At(child, this, itsName, null);
    }

    String path() {
      if (path == null) {
        Deque<String> names = new ArrayDeque<>();
        At known = this;
        for (; known.path == null; known = known.above) {
          names.push(known.name);
        }
        String way = String.join("/", names);
        path = known.path.isEmpty() ? way : known.path + "/" + way;
      }
      return path;
    }
  }

  Obstacles(Profile profile, MetadataStore store, Listing listing) {
    this.profile = profile;
    this.store = store;
    this.listing = listing;
  }

  /** All obstacles in the tree below {@code root}, in no particular order. */
  List<Obstacle> find(StoredDirectory root) throws IOException {
    Deque<At> directories = new ArrayDeque<>();
    At top = At.root(root);
    look(top);
    directories.push(top);
    while (!directories.isEmpty()) {
      At at = directories.pop();
      StoredDirectory directory = (StoredDirectory) at.node;
      if (!directory.complete) {
        listing.complete(directory);
      }
      for (Map.Entry<String, Slot> child : directory.children().entrySet()) {
        if (child.getValue() instanceof StoredNode node) {
          At below = at.below(node, child.getKey());
          look(below);
          if (node instanceof StoredDirectory) {
            directories.push(below);
          }
        } else if (!store.holdsXattrs(Form.REGULAR)) {
          add(at.below(null, child.getKey()), Reason.HIDING);
        }
      }
    }
    return found;
  }

  private void look(At at) throws IOException {
    StoredNode node = at.node;
    UpperMetadata metadata = node.metadata;
    boolean holdsWhiteouts = node instanceof StoredDirectory directory && directory.holdsWhiteouts;
    MetadataText text = store.text(metadata, node.form, holdsWhiteouts);
    if (text.type() != null) {
      add(at, metadata.type() == FileType.SYMLINK ? Reason.SYMLINK : Reason.SPECIAL_FILE);
    } else if (text.string("target") != null) {
      add(at, Reason.LINK_TARGET);
    }
    Attributes attributes = metadata.attributes();
    if (text.has("mode")) {
      add(at, Reason.MODE);
    }
    if (text.has("uid")
        && (attributes.uid() != profile.uid() || attributes.gid() != profile.gid())) {
      add(at, Reason.OWNER);
    }
    if (text.has("modified")
        && (isFine(attributes.modified())
            || !MetadataStore.isHeldNatively(attributes.modified()))) {
      add(at, Reason.TIMES);
    }
    if (text.hasXattrs()) {
      add(at, Reason.XATTRS);
    }
    if (MarkValues.holdsWhiteouts(Map.of(), text)) {
      add(at, Reason.HIDING);
    }
    if (metadata.redirect() != null) {
      add(at, Reason.REDIRECT);
    }
    if (metadata.isMetacopy()) {
      add(at, Reason.METACOPY);
    }
    if (!metadata.marks().links().equals(LinkCount.SAME)) {
      add(at, Reason.LINK_COUNT);
    }
  }

  /** Java writes such times to the microsecond at least; what is coarser is not foreseen. */
  private static boolean isFine(Instant time) {
    return time.getNano() % NANOS_OF_MICRO != 0;
  }

  private void add(At at, Reason reason) {
    found.add(new Obstacle(at.path(), reason));
  }
}
