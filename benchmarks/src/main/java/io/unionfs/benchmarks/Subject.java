package io.unionfs.benchmarks;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.overlay.LookupStrategy;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * A filesystem that shows the {@link Tree}.
 *
 * @param layers how many lower layers the tree is cut into; 0 for a filesystem without layers
 */
record Subject(Kind kind, int layers) {

  enum Kind {
    /** jimfs, which has no layers. */
    FLAT_JIMFS,
    /** The union as it is mounted by default. */
    UNION,
    /** The union that looks names up layer by layer. */
    SCAN
  }

  /** The subject that all others are compared with. */
  static final Subject BASELINE = new Subject(Kind.FLAT_JIMFS, 0);

  Subject {
    if (kind == Kind.FLAT_JIMFS ? layers != 0 : layers < 1 || layers > Tree.FILES) {
      throw new IllegalArgumentException(kind + " with " + layers + " layers");
    }
  }

  /** From the value of a JMH parameter: {@code FLAT_JIMFS}, {@code UNION_50}, {@code SCAN_500}. */
  static Subject parse(String text) {
    if (text.equals(BASELINE.toString())) {
      return BASELINE;
    }
    int separator = text.lastIndexOf('_');
    if (separator < 0) {
      throw new IllegalArgumentException("no subject: " + text);
    }
    return new Subject(
        Kind.valueOf(text.substring(0, separator)),
        Integer.parseInt(text.substring(separator + 1)));
  }

  @Override
  public String toString() {
    return kind == Kind.FLAT_JIMFS ? kind.name() : kind + "_" + layers;
  }

  /** Makes the filesystem. */
  FileSystem open() throws IOException {
    return switch (kind) {
      case FLAT_JIMFS -> flat();
      case UNION -> union(LookupStrategy.INDEXED);
      case SCAN -> union(LookupStrategy.SCAN);
    };
  }

  private static FileSystem flat() throws IOException {
    FileSystem jimfs =
        Jimfs.newFileSystem(Configuration.unix().toBuilder().setWorkingDirectory("/").build());
    Files.createDirectories(jimfs.getPath(Tree.DIRECTORY));
    for (int i = 0; i < Tree.FILES; i++) {
      Files.write(jimfs.getPath(Tree.file(i)), Tree.content(i));
    }
    return jimfs;
  }

  private FileSystem union(LookupStrategy strategy) throws IOException {
    List<LayerBuilder> stack = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      stack.add(Layer.builder().named("layer-" + i).directory(inLayer(Tree.DIRECTORY)));
    }
    for (int i = 0; i < Tree.FILES; i++) {
      stack.get(Tree.layerOf(i, layers)).file(inLayer(Tree.file(i)), Tree.content(i));
    }
    UnionFileSystemBuilder mount = UnionFileSystem.builder().strategy(strategy);
    for (LayerBuilder layer : stack) {
      mount.lower(layer.build());
    }
    return mount.mount();
  }

  /** Paths in layers have no slash before them. */
  private static String inLayer(String path) {
    return path.substring(1);
  }
}
