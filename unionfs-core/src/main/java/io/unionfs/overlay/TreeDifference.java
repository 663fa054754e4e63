package io.unionfs.overlay;

import io.unionfs.layer.FileType;
import java.util.Set;

/** What two trees show otherwise at one path. */
public sealed interface TreeDifference {
  /** The path, from the root. */
  String path();

  /** The type of the file in the second tree; of what is gone, in the first. */
  FileType type();

  /** Only the second tree has it. All that is in a directory that was added is told too. */
  record Added(String path, FileType type) implements TreeDifference {}

  /** Only the first tree has it. What was in a directory that is gone is not told. */
  record Deleted(String path, FileType type) implements TreeDifference {}

  /** Both have it, as another type of file. What was in a directory that is gone is not told. */
  record TypeChanged(String path, FileType before, FileType type) implements TreeDifference {}

  /**
   * The data, link target or device number is another.
   *
   * @param metadata what else differs
   */
  record ContentChanged(String path, FileType type, Set<Metadata> metadata)
      implements TreeDifference {
    public ContentChanged {
      metadata = Set.copyOf(metadata);
    }
  }

  /**
   * Only metadata differs.
   *
   * @param metadata what differs; never empty
   */
  record MetadataChanged(String path, FileType type, Set<Metadata> metadata)
      implements TreeDifference {
    public MetadataChanged {
      metadata = Set.copyOf(metadata);
    }
  }

  /** What a layer says of a file beside its name, type and content. */
  enum Metadata {
    MODE,
    OWNER,
    /** The modification time. */
    MODIFIED,
    XATTRS
  }
}
