package io.unionfs.container;

import io.unionfs.layer.Names;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Fills a volume that was never written to with what the image holds where it is mounted: content,
 * owner, mode. The tree is made elsewhere and moved into place, so that a volume is filled or not.
 */
final class VolumeFilling {
  private final ContainerEngine engine;
  private final Path data;
  private final Path work;

  VolumeFilling(ContainerEngine engine, Path data, Path work) {
    this.engine = engine;
    this.data = data;
    this.work = work;
  }

  void fill(String name, Path below) throws IOException {
    if (below == null || Files.exists(data, LinkOption.NOFOLLOW_LINKS) || !Files.exists(below)) {
      return;
    }
    if (!Files.isDirectory(below)) {
      throw new StoreException(
          "volume "
              + name
              + " cannot be mounted: "
              + Names.display(below.toString())
              + " is not a directory");
    }
    Path building = engine.store().temporary();
    Path tree = building.resolve(data.getFileName().toString());
    Path treeWork = building.resolve(work.getFileName().toString());
    try {
      Files.createDirectory(building);
      try (UnionFileSystem files = OpenVolumes.mount(engine, tree, treeWork)) {
        TreeCopy copy = new TreeCopy(TreeCopy.Owners.SOURCE);
        copy.contents(below, files.getPath("/"));
        copy.directory(below, files.getPath("/"));
      }
      if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
        // The volume counts as filled from the second move on.
        Trees.delete(work);
        Files.createDirectories(data.getParent());
        Files.move(treeWork, work, StandardCopyOption.ATOMIC_MOVE);
        Files.move(tree, data, StandardCopyOption.ATOMIC_MOVE);
      }
      Trees.delete(building);
    } catch (IOException | RuntimeException | Error e) {
      Trees.forget(building, e);
      throw e;
    }
  }
}
