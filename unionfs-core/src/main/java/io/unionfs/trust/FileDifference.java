package io.unionfs.trust;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a layer's file differs from the one that should be there.
 *
 * @param path the path from the root, beginning with a slash
 * @param aspects in what; at least one
 */
public record FileDifference(String path, Set<Aspect> aspects) {
  public FileDifference {
    aspects = Collections.unmodifiableSet(EnumSet.copyOf(aspects));
  }

  /** In what files differ. */
  public enum Aspect {
    /** The base's layer says nothing of the name. */
    ADDED,
    /** The base's layer has it, this one says nothing of it. */
    MISSING,
    /** One is a file, a directory, a whiteout … and the other another of these. */
    TYPE,
    /** Other data, another target, another device number. */
    CONTENT,
    /** The data were not compared: they are too many. */
    UNREAD,
    /** Other permission bits, set-user-ID among them. */
    MODE,
    /** Another user or group. */
    OWNER,
    /** Other extended attributes, file capabilities among them. */
    XATTRS,
    /** Another time of the last change of content. */
    TIME,
    /** Other names of the same file. */
    LINKS,
    /** One hides the directory of the layers below, and the other does not. */
    OPAQUE
  }
}
