package io.unionfs.nio;

import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.nio.file.attribute.FileAttributeView;
import java.util.List;

/**
 * The extended attributes of a file by their full names, {@code trusted.} and {@code security.} too
 * (xattr(7)); {@link java.nio.file.attribute.UserDefinedFileAttributeView} shows those of {@code
 * user.} only, and opens the file for it.
 *
 * <pre>{@code
 * var view = Files.getFileAttributeView(file, XattrFileAttributeView.class);
 * view.set("trusted.k", new byte[] {1}, XattrMode.CREATE);
 * }</pre>
 *
 * <p>With {@link java.nio.file.LinkOption#NOFOLLOW_LINKS NOFOLLOW_LINKS} the view is of a symbolic
 * link itself. Links and special files hold {@code trusted.} and {@code security.} attributes, and
 * no {@code user.} ones.
 *
 * <p>By name: {@code Files.getAttribute(file, "xattr:trusted.k")} is the value, a {@code byte[]};
 * {@code Files.setAttribute} takes a {@code byte[]} or {@link java.nio.ByteBuffer}, which stays as
 * it is, and means {@link XattrMode#SET}; {@code Files.readAttributes(file, "xattr:*")} is all that
 * the caller may see. {@code Files} takes no names with {@code *} or a comma; the view does.
 *
 * <p>Every method fails with {@link java.nio.file.NoSuchFileException} (ENOENT), {@link
 * java.nio.file.AccessDeniedException} (EACCES) and so on as reading other attributes does; what is
 * about the attribute is a {@link java.nio.file.FileSystemException} whose reason names it and ends
 * with the errno's text:
 *
 * <ul>
 *   <li>{@code No data available}: the file has no such attribute, or the caller may not know of it
 *       (ENODATA);
 *   <li>{@code File exists}: it has, against {@link XattrMode#CREATE} (EEXIST);
 *   <li>{@code Operation not permitted}: the caller is not root, or a file of this type holds none
 *       of this name (EPERM);
 *   <li>{@code Operation not supported}: the namespace is none of {@code user.}, {@code trusted.},
 *       {@code security.} (EOPNOTSUPP);
 *   <li>{@code Numerical result out of range}: the name is empty or has more than 255 bytes
 *       (ERANGE);
 *   <li>{@code Argument list too long}: the value has more than 65,536 bytes (E2BIG).
 * </ul>
 *
 * <p>Safe for use by many threads; each call is one system call's worth.
 */
public interface XattrFileAttributeView extends FileAttributeView {
  /** {@code "xattr"}. */
  @Override
  String name();

  /** The full names that the caller may see, sorted (listxattr(2)). */
  List<String> list() throws IOException;

  /** A copy of the value of the attribute called {@code name} in full (getxattr(2)). */
  byte[] get(String name) throws IOException;

  /** Sets the attribute called {@code name} in full to a copy of {@code value} (setxattr(2)). */
  void set(String name, byte[] value, XattrMode mode) throws IOException;

  /** Removes the attribute called {@code name} in full (removexattr(2)). */
  void remove(String name) throws IOException;
}
