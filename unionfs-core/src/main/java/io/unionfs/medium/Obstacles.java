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

  private record Below(StoredDirectory directory, String prefix) {}

  Obstacles(Profile profile, MetadataStore store, Listing listing) {
    this.profile = profile;
    this.store = store;
    this.listing = listing;
  }

  /** All obstacles in the tree below {@code root}, in no particular order. */
  List<Obstacle> find(StoredDirectory root) throws IOException {
    Deque<Below> directories = new ArrayDeque<>();
    look("", root);
    directories.push(new Below(root, ""));
    while (!directories.isEmpty()) {
      Below below = directories.pop();
      if (!below.directory().complete) {
        listing.complete(below.directory());
      }
      for (Map.Entry<String, Slot> child : below.directory().children().entrySet()) {
        String path = below.prefix() + child.getKey();
        if (child.getValue() instanceof StoredNode node) {
          look(path, node);
          if (node instanceof StoredDirectory directory) {
            directories.push(new Below(directory, path + "/"));
          }
        } else if (!store.holdsXattrs(Form.REGULAR)) {
          add(path, Reason.HIDING);
        }
      }
    }
    return found;
  }

  private void look(String path, StoredNode node) throws IOException {
    UpperMetadata metadata = node.metadata;
    boolean holdsWhiteouts = node instanceof StoredDirectory directory && directory.holdsWhiteouts;
    MetadataText text = store.text(metadata, node.form, holdsWhiteouts);
    if (text.type() != null) {
      add(path, metadata.type() == FileType.SYMLINK ? Reason.SYMLINK : Reason.SPECIAL_FILE);
    } else if (text.string("target") != null) {
      add(path, Reason.LINK_TARGET);
    }
    Attributes attributes = metadata.attributes();
    if (text.has("mode")) {
      add(path, Reason.MODE);
    }
    if (text.has("uid")
        && (attributes.uid() != profile.uid() || attributes.gid() != profile.gid())) {
      add(path, Reason.OWNER);
    }
    if (text.has("modified")
        && (isFine(attributes.modified())
            || !MetadataStore.isHeldNatively(attributes.modified()))) {
      add(path, Reason.TIMES);
    }
    if (text.hasXattrs()) {
      add(path, Reason.XATTRS);
    }
    if (MarkValues.holdsWhiteouts(Map.of(), text)) {
      add(path, Reason.HIDING);
    }
    if (metadata.redirect() != null) {
      add(path, Reason.REDIRECT);
    }
    if (metadata.isMetacopy()) {
      add(path, Reason.METACOPY);
    }
    if (!metadata.marks().links().equals(LinkCount.SAME)) {
      add(path, Reason.LINK_COUNT);
    }
  }

  /** Java writes such times to the microsecond at least; what is coarser is not foreseen. */
  private static boolean isFine(Instant time) {
    return time.getNano() % NANOS_OF_MICRO != 0;
  }

  private void add(String path, Reason reason) {
    found.add(new Obstacle(path, reason));
  }
}
