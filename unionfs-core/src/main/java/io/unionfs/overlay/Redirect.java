package io.unionfs.overlay;

import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;

/**
 * The text of a redirect ({@code ovl_get_redirect} and {@code ovl_get_redirect_xattr} of the
 * kernel): what a directory, or a file whose data is below, is called in the layers below it. A
 * name means the same parent, a path begins at the root.
 */
final class Redirect {
  /** {@code ovl_redirect_max}: a longer one is not written, the rename is EXDEV. */
  private static final int MAX_BYTES = 256;

  private Redirect() {}

  /** Whether {@code redirect} is a name or an absolute path. */
  static boolean isValid(String redirect) {
    if (!redirect.startsWith("/")) {
      return redirect.indexOf('/') < 0;
    }
    return !redirect.contains("//") && !redirect.endsWith("/");
  }

  /**
   * What {@code redirect}, or {@code name} where it is null, leads to.
   *
   * @param parent the directory of the same path in the layers below, null for none
   * @param root the root of the layers below, null for none
   * @return null when there is nothing
   */
  static Inode resolve(String redirect, String name, LowerDirectory parent, LowerDirectory root)
      throws IOException {
    if (redirect == null || !redirect.startsWith("/")) {
      return child(parent, redirect == null ? name : redirect);
    }
    Inode at = root;
    for (String component : redirect.substring(1).split("/")) {
      if (at instanceof UnreachableInode lost && lost.type() == FileType.DIRECTORY) {
        throw new KnownFailure(lost.errno());
      }
      at = at instanceof LowerDirectory directory ? child(directory, component) : null;
    }
    return at;
  }

  /**
   * What a file without data leads to, as {@link #resolve} does, but for one thing. The kernel
   * looks along a path in one layer after the other, and an opaque directory on the way ends its
   * search; but not if that layer holds at the end another file without data ({@code
   * ovl_lookup_single} of the kernel takes {@code d->stop} back).
   *
   * @param below the layers below
   */
  static Inode data(String redirect, String name, LowerDirectory parent, MergedTree below)
      throws IOException {
    Inode found = resolve(redirect, name, parent, below.root());
    String path = redirect;
    MergedTree tree = below;
    while (path != null
        && path.startsWith("/")
        && found instanceof UnreachableInode lost
        && lost.errno() == Errno.EIO
        && lost.entry() instanceof Entry.Metacopy described) {
      while (tree.number() > lost.layer()) {
        tree = tree.below();
      }
      path = further(tree.top(), path, described.redirect());
      tree = tree.below();
      if (tree == null || path == null) {
        return found;
      }
      Inode next = resolve(path, name, null, tree.root());
      if (next == null || next.type() != FileType.REGULAR) {
        return found;
      }
      found = next;
    }
    return found;
  }

  /**
   * Where {@code path} goes on below the layer that {@code top} is the root of.
   *
   * @param redirect that of the file at its end, or null
   * @return null when that layer does not hold the path under its own name
   */
  private static String further(Entry.Directory top, String path, String redirect)
      throws IOException {
    String[] names = path.substring(1).split("/");
    StringBuilder below = new StringBuilder();
    Entry.Directory at = top;
    for (int i = 0; i < names.length - 1; i++) {
      if (!(at.lookup(names[i]) instanceof Entry.Directory directory)) {
        return null;
      }
      at = directory;
      append(below, names[i], directory.redirect());
    }
    append(below, names[names.length - 1], redirect);
    return below.toString();
  }

  private static void append(StringBuilder path, String name, String redirect) {
    if (redirect != null && redirect.startsWith("/")) {
      path.setLength(0);
      path.append(redirect);
    } else {
      path.append('/').append(redirect == null ? name : redirect);
    }
  }

  /**
   * @throws KnownFailure EACCES where the kernel is sent to {@code .} or {@code ..}
   */
  private static Inode child(LowerDirectory directory, String name) throws IOException {
    if (directory == null) {
      return null;
    }
    if (name.equals(".") || name.equals("..")) {
      throw new KnownFailure(Errno.EACCES);
    }
    return directory.children().get(name);
  }

  /**
   * The path below of the file at {@code name}.
   *
   * @param way to its directory, all in the writable layer
   * @param own the redirect it has, or null
   * @return null when it would be too long
   */
  static String absolute(Spine way, String name, String own) throws CharacterCodingException {
    String path = own == null ? name : own;
    for (int level = way.depth(); level > 0 && !path.startsWith("/"); level--) {
      String above = ((UpperDirectory) way.directory(level)).metadata().redirect();
      path = (above == null ? way.name(level) : above) + "/" + path;
    }
    String whole = path.startsWith("/") ? path : "/" + path;
    return Names.encode(whole).length > MAX_BYTES ? null : whole;
  }
}
