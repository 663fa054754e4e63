package io.unionfs.nio;

import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The extended attributes of all namespaces, by the engine's calls and nothing else. */
record XattrView(UnionPath file, Follow follow)
    implements XattrFileAttributeView, AttributeViews.ByName {
  static final String NAME = "xattr";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> list() throws IOException {
    try {
      return Place.of(file, follow).listXattrs(follow);
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
  }

  @Override
  public byte[] get(String name) throws IOException {
    try {
      return value(name);
    } catch (ErrnoException e) {
      throw failed(name, e);
    }
  }

  private byte[] value(String name) throws ErrnoException {
    Objects.requireNonNull(name);
    return Place.of(file, follow).getXattr(follow, name);
  }

  @Override
  public void set(String name, byte[] value, XattrMode mode) throws IOException {
    Objects.requireNonNull(name);
    Objects.requireNonNull(mode);
    try {
      Place.of(file, follow).setXattr(follow, name, value, mode);
    } catch (ErrnoException e) {
      throw failed(name, e);
    }
  }

  @Override
  public void remove(String name) throws IOException {
    Objects.requireNonNull(name);
    try {
      Place.of(file, follow).removeXattr(follow, name);
    } catch (ErrnoException e) {
      throw failed(name, e);
    }
  }

  @Override
  public Map<String, Object> read(String... names) throws IOException {
    Map<String, Object> attributes = new HashMap<>();
    if (Arrays.asList(names).contains("*")) {
      for (String name : list()) {
        putIfThere(attributes, name);
      }
      return attributes;
    }
    for (String name : names) {
      attributes.put(name, get(name));
    }
    return attributes;
  }

  /** What was removed after it was listed is left out. */
  private void putIfThere(Map<String, Object> attributes, String name) throws IOException {
    try {
      attributes.put(name, value(name));
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENODATA) {
        throw failed(name, e);
      }
    }
  }

  @Override
  public void set(String name, Object value) throws IOException {
    set(name, bytes(value), XattrMode.SET);
  }

  private static byte[] bytes(Object value) {
    if (value instanceof byte[] bytes) {
      return bytes;
    }
    if (value != null && !(value instanceof ByteBuffer)) {
      throw new ClassCastException(
          "an extended attribute is a byte[] or ByteBuffer, not a " + value.getClass().getName());
    }
    ByteBuffer buffer = ((ByteBuffer) value).duplicate();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** What is wrong with the file has its own exception; the rest is wrong with the attribute. */
  private IOException failed(String name, ErrnoException failure) {
    return switch (failure.errno()) {
      case ENOENT, EACCES, ENOTDIR, ELOOP, ENAMETOOLONG, EROFS, EIO -> Errors.of(failure, file);
      default -> {
        FileSystemException exception =
            new FileSystemException(
                file.toString(),
                null,
                "extended attribute '" + name + "': " + failure.errno().text());
        exception.initCause(failure.getCause());
        yield exception;
      }
    };
  }
}
