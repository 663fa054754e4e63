package io.unionfs.benchmarks.subject;

import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LookupStrategy;
import io.unionfs.overlay.MemoryMedium;
import io.unionfs.overlay.OverlayOptions;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A filesystem to be measured.
 *
 * @param layers how many lower layers the tree is cut into; 0 for a filesystem without layers
 */
public record Subject(Kind kind, int layers) {
  /** As many lower layers the kernel and the union take. */
  public static final int MOST_LAYERS = 500;

  /** What all others are compared with. */
  public static final Subject BASELINE = new Subject(Kind.JIMFS, 0);

  /** The filesystems. Each is called by its name in small letters, words joined by {@code -}. */
  public enum Kind {
    /** jimfs as {@code Configuration.unix()} makes it. */
    JIMFS(Form.FLAT),
    /** memoryfilesystem as {@code newLinux()} makes it. */
    MEMORYFILESYSTEM(Form.FLAT),
    /** The JDK's default provider in a directory on tmpfs. */
    TMPFS(Form.FLAT),
    /** The union as it is mounted by default. */
    UNION(Form.LAYERED),
    /** The union with {@code metacopy=on}. */
    UNION_METACOPY(Form.LAYERED),
    /** The union whose copies share blocks with the lower files, as block-level drivers do. */
    UNION_BLOCK(Form.LAYERED),
    /** The union whose writable layer is kept in a jimfs. */
    UNION_JIMFS(Form.LAYERED),
    /** The union that looks names up layer by layer. */
    SCAN(Form.LAYERED),
    /** The kernel's overlayfs, all layers on tmpfs, through the JDK's default provider. */
    OVERLAY(Form.LAYERED),
    /** The same with {@code metacopy=on}. */
    OVERLAY_METACOPY(Form.LAYERED),
    /** fuse-overlayfs, all layers on tmpfs, through the JDK's default provider. */
    FUSE_OVERLAYFS(Form.LAYERED);

    private final Form form;

    Kind(Form form) {
      this.form = form;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private enum Form {
    FLAT,
    LAYERED
  }

  /** Which attributes files have, where a filesystem in memory has the choice. */
  public enum Views {
    /** What the filesystem has if nothing is said. */
    USUAL,
    /** Permissions too. */
    PERMISSIONS
  }

  public Subject {
    boolean isFlat = kind.form == Form.FLAT;
    if (isFlat ? layers != 0 : layers < 1 || layers > MOST_LAYERS) {
      throw new IllegalArgumentException(kind + " with " + layers + " layers");
    }
  }

  /** From its text: {@code jimfs}, {@code union-32}, {@code fuse-overlayfs-8}. */
  public static Subject parse(String text) {
    for (Kind kind : Kind.values()) {
      if (kind.form == Form.FLAT && text.equals(kind.toString())) {
        return new Subject(kind, 0);
      }
      String prefix = kind + "-";
      if (kind.form == Form.LAYERED
          && text.startsWith(prefix)
          && text.substring(prefix.length()).matches("[0-9]{1,3}")) {
        return new Subject(kind, Integer.parseInt(text.substring(prefix.length())));
      }
    }
    throw new IllegalArgumentException(
        "\"" + text + "\" is no subject: jimfs, tmpfs, union-8, scan-8, overlay-8 and so on are");
  }

  @Override
  public String toString() {
    return kind.form == Form.FLAT ? kind.toString() : kind + "-" + layers;
  }

  /** Why this machine cannot have the subject; empty if it can. */
  public Optional<String> whyNot() {
    return switch (kind) {
      case JIMFS, MEMORYFILESYSTEM, UNION, UNION_METACOPY, UNION_BLOCK, UNION_JIMFS, SCAN ->
          Optional.empty();
      case TMPFS -> HostSpace.whyNot();
      case OVERLAY, OVERLAY_METACOPY, FUSE_OVERLAYFS -> HostMount.whyNot(kind);
    };
  }

  /** Whether the host keeps it, on tmpfs. */
  public boolean isOnHost() {
    return switch (kind) {
      case JIMFS, MEMORYFILESYSTEM, UNION, UNION_METACOPY, UNION_BLOCK, UNION_JIMFS, SCAN -> false;
      case TMPFS, OVERLAY, OVERLAY_METACOPY, FUSE_OVERLAYFS -> true;
    };
  }

  /** Makes the lower layers that show {@code tree}. */
  public Lower prepare(Tree tree) throws IOException {
    return prepare(tree, Views.USUAL);
  }

  /** The same, with a choice of attributes. */
  public Lower prepare(Tree tree, Views views) throws IOException {
    return switch (kind) {
      case JIMFS -> new FlatMemory(tree, () -> FlatMemory.jimfs(views));
      case MEMORYFILESYSTEM -> new FlatMemory(tree, FlatMemory::memoryFileSystem);
      case UNION -> union(tree, mount -> mount);
      case UNION_METACOPY ->
          union(tree, mount -> mount.options(OverlayOptions.DEFAULT.with(Metacopy.ON)));
      case UNION_BLOCK -> union(tree, mount -> mount.memory(MemoryMedium.SHARED_BLOCKS));
      case UNION_JIMFS -> union(tree, mount -> mount.memory(MemoryMedium.JIMFS));
      case SCAN -> union(tree, mount -> mount.strategy(LookupStrategy.SCAN));
      case TMPFS -> new FlatHost(tree);
      case OVERLAY, OVERLAY_METACOPY, FUSE_OVERLAYFS -> new HostLayers(kind, tree.cut(layers));
    };
  }

  private Lower union(Tree tree, UnaryOperator<UnionFileSystemBuilder> options) {
    return new UnionLayers(UnionLayers.of(tree.cut(layers)), options);
  }
}
