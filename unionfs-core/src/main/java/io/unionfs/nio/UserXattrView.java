package io.unionfs.nio;

import io.unionfs.layer.Names;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The extended attributes in the {@code user} namespace (xattr(7)). */
record UserXattrView(UnionPath file, Follow follow)
    implements UserDefinedFileAttributeView, AttributeViews.ByName {
  private static final String NAMESPACE = "user.";

  /** {@code XATTR_NAME_MAX}. */
  private static final int MAX_NAME_BYTES = 255;

  @Override
  public String name() {
    return "user";
  }

  @Override
  public List<String> list() throws IOException {
    open();
    try {
      return Place.of(file, follow).listXattrs(follow).stream()
          .filter(full -> full.startsWith(NAMESPACE))
          .map(full -> full.substring(NAMESPACE.length()))
          .toList();
    } catch (ErrnoException e) {
      throw failed("Unable to get list of extended attributes", e);
    }
  }

  @Override
  public int size(String name) throws IOException {
    open();
    try {
      return get(name).length;
    } catch (ErrnoException e) {
      throw failed("Unable to get size of extended attribute '" + name + "'", e);
    }
  }

  @Override
  public int read(String name, ByteBuffer target) throws IOException {
    if (target.isReadOnly()) {
      throw new IllegalArgumentException("Read-only buffer");
    }
    open();
    try {
      byte[] value = get(name);
      if (value.length > target.remaining()) {
        throw failed(
            "Error reading extended attribute '" + name + "'", "Insufficient space in buffer");
      }
      target.put(value);
      return value.length;
    } catch (ErrnoException e) {
      throw failed("Error reading extended attribute '" + name + "'", e);
    }
  }

  @Override
  public int write(String name, ByteBuffer source) throws IOException {
    byte[] value = new byte[source.remaining()];
    source.duplicate().get(value);
    open();
    try {
      Place.of(file, follow).setXattr(follow, full(name), value, XattrMode.SET);
    } catch (ErrnoException e) {
      throw failed("Error writing extended attribute '" + name + "'", e);
    }
    source.position(source.limit());
    return value.length;
  }

  @Override
  public void delete(String name) throws IOException {
    open();
    try {
      Place.of(file, follow).removeXattr(follow, full(name));
    } catch (ErrnoException e) {
      throw failed("Unable to delete extended attribute '" + name + "'", e);
    }
  }

  @Override
  public Map<String, Object> read(String... names) throws IOException {
    List<String> wanted = List.of(names);
    if (wanted.contains("")
        && (!wanted.contains("*") || wanted.indexOf("") < wanted.indexOf("*"))) {
      throw new IllegalArgumentException("the name of an extended attribute is empty");
    }
    if (wanted.contains("*")) {
      wanted = list();
    }
    Map<String, Object> attributes = new HashMap<>();
    for (String name : wanted) {
      open();
      try {
        attributes.put(name, get(name));
      } catch (ErrnoException e) {
        throw failed("Unable to get size of extended attribute '" + name + "'", e);
      }
    }
    return attributes;
  }

  @Override
  public void set(String name, Object value) throws IOException {
    write(name, value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : (ByteBuffer) value);
  }

  private byte[] get(String name) throws IOException, ErrnoException {
    return Place.of(file, follow).getXattr(follow, full(name));
  }

  /** The default provider opens the file first, and fails where that fails. */
  private void open() throws IOException {
    try {
      Opening.forAttributes(file, follow).close();
    } catch (ErrnoException e) {
      throw Errors.of(e, file);
    }
  }

  private String full(String name) throws IOException {
    if (name == null) {
      throw new NullPointerException("'name' is null");
    }
    String full = NAMESPACE + name;
    if (!Names.isEncodable(full) || Names.byteLength(full) > MAX_NAME_BYTES) {
      throw new FileSystemException(file.toString(), null, "'" + full + "' is too big");
    }
    return full;
  }

  private FileSystemException failed(String what, ErrnoException why) {
    FileSystemException exception = failed(what, why.errno().text());
    exception.initCause(why.getCause());
    return exception;
  }

  private FileSystemException failed(String what, String why) {
    return new FileSystemException(file.toString(), null, what + ": " + why);
  }
}
