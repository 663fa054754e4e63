package io.unionfs.overlay;

import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.IOException;
import java.util.List;

/**
 * Layers whose names are not shown: they only hold the data of files that other layers describe, at
 * the paths their redirects give (overlayfs's data-only lower layers). Data is looked for when a
 * file is first opened; links are not followed.
 */
final class DataLayers {
  static final DataLayers NONE = new DataLayers(List.of());

  private final List<TreeLayer> layers;

  /**
   * @param layers the first that holds a path wins
   */
  DataLayers(List<TreeLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  boolean isEmpty() {
    return layers.isEmpty();
  }

  /** The data at {@code redirect}, found when it is opened; {@code size} bytes are shown. */
  Content lazily(String redirect, long size) {
    return new Lazy(redirect, size);
  }

  /**
   * The path in data-only layers of what {@code redirect} leads to, having led to nothing in the
   * layers of {@code tree}. The kernel, having met a directory on the way, takes the rest for a
   * path in those layers, unless the directory itself has an absolute redirect.
   *
   * @return null when it leads nowhere
   */
  static String pathBelow(String redirect, MergedTree tree) throws IOException {
    String path = redirect;
    boolean absolute = true;
    for (MergedTree at = tree; at != null; at = at.below()) {
      String[] components = path.substring(1).split("/");
      Entry entry = at.top();
      boolean ends = false;
      for (int i = 0; i < components.length; i++) {
        entry = ((Entry.Directory) entry).lookup(components[i]);
        boolean last = i == components.length - 1;
        if (!(entry instanceof Entry.Directory directory) || last) {
          ends |= entry != null;
          break;
        }
        if (directory.opacity() == Opacity.OPAQUE) {
          ends = true;
          continue;
        }
        String further = directory.redirect();
        absolute = further != null && further.startsWith("/");
        if (further != null) {
          path = renamed(components, i, further);
        }
        ends &= !absolute;
      }
      if (ends) {
        break;
      }
    }
    return absolute ? path : null;
  }

  /** The path of {@code components} where the one at {@code index} is called {@code redirect}. */
  private static String renamed(String[] components, int index, String redirect) {
    StringBuilder path = new StringBuilder();
    if (!redirect.startsWith("/")) {
      for (int i = 0; i < index; i++) {
        path.append('/').append(components[i]);
      }
      path.append('/');
    }
    path.append(redirect);
    for (int i = index + 1; i < components.length; i++) {
      path.append('/').append(components[i]);
    }
    return path.toString();
  }

  /** {@code content} itself, found if it was yet to be looked for. */
  static Content found(Content content) throws IOException {
    return content instanceof Lazy lazy ? lazy.found() : content;
  }

  private Content find(String redirect) throws IOException {
    Errno failure = Errno.ENOENT;
    for (TreeLayer layer : layers) {
      Entry at = layer.root();
      failure = Errno.ENOENT;
      for (String component : redirect.substring(1).split("/")) {
        if (at != null && !(at instanceof Entry.Directory)) {
          failure = at instanceof Entry.Symlink ? Errno.ELOOP : Errno.ENOTDIR;
        }
        at = at instanceof Entry.Directory directory ? directory.lookup(component) : null;
      }
      if (at instanceof Entry.File file) {
        return file.content();
      }
    }
    throw new KnownFailure(failure);
  }

  private final class Lazy implements Content {
    private final String redirect;
    private final long size;
    private volatile Content found;

    Lazy(String redirect, long size) {
      this.redirect = redirect;
      this.size = size;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Reader open() throws IOException {
      return found().open();
    }

    Content found() throws IOException {
      Content known = found;
      if (known == null) {
        known = find(redirect);
        found = known;
      }
      return known;
    }
  }
}
