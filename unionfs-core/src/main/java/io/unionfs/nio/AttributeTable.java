package io.unionfs.nio;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The attributes of a view by name. */
final class AttributeTable {
  static final AttributeTable BASIC =
      new AttributeTable(null)
          .with("size", UnionFileAttributes::size)
          .with("creationTime", UnionFileAttributes::creationTime)
          .with("lastAccessTime", UnionFileAttributes::lastAccessTime)
          .with("lastModifiedTime", UnionFileAttributes::lastModifiedTime)
          .with("fileKey", UnionFileAttributes::fileKey)
          .with("isDirectory", UnionFileAttributes::isDirectory)
          .with("isRegularFile", UnionFileAttributes::isRegularFile)
          .with("isSymbolicLink", UnionFileAttributes::isSymbolicLink)
          .with("isOther", UnionFileAttributes::isOther);

  static final AttributeTable POSIX =
      new AttributeTable(BASIC)
          .with("permissions", UnionFileAttributes::permissions)
          .with("owner", UnionFileAttributes::owner)
          .with("group", UnionFileAttributes::group);

  static final AttributeTable UNIX =
      new AttributeTable(POSIX)
          .with("mode", file -> file.stat().mode())
          .with("ino", file -> file.stat().ino())
          .with("dev", UnionFileAttributes::device)
          .with("rdev", file -> file.stat().device().encoded())
          .with("nlink", file -> file.stat().links())
          .with("uid", file -> file.stat().attributes().uid())
          .with("gid", file -> file.stat().attributes().gid())
          .with("ctime", UnionFileAttributes::changeTime);

  /** Reads the attributes once it is known that the names are right. */
  interface Source {
    UnionFileAttributes read() throws IOException;
  }

  private final Map<String, Function<UnionFileAttributes, Object>> getters = new LinkedHashMap<>();

  private AttributeTable(AttributeTable parent) {
    if (parent != null) {
      getters.putAll(parent.getters);
    }
  }

  private AttributeTable with(String name, Function<UnionFileAttributes, Object> getter) {
    getters.put(name, getter);
    return this;
  }

  /**
   * The attributes called {@code names}; {@code *} stands for all.
   *
   * @throws IllegalArgumentException if there is none of such a name
   */
  Map<String, Object> read(String[] names, Source source) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (String name : names) {
      if (name.equals("*")) {
        wanted.addAll(getters.keySet());
      } else if (getters.containsKey(name)) {
        wanted.add(name);
      } else {
        throw new IllegalArgumentException("'" + name + "' not recognized");
      }
    }
    UnionFileAttributes file = source.read();
    Map<String, Object> attributes = new HashMap<>();
    for (String name : wanted) {
      attributes.put(name, getters.get(name).apply(file));
    }
    return Collections.unmodifiableMap(attributes);
  }
}
