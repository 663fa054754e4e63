package io.unionfs.oracle;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.TreeLayer;
import io.unionfs.layer.Xattrs;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** The layers of a stack as the engine's. */
final class EngineLayers {
  private EngineLayers() {}

  static TreeLayer layer(LayerSpec spec) {
    LayerBuilder builder = Layer.builder();
    for (LayerEntry entry : spec.entries()) {
      add(builder, entry);
    }
    return builder.build();
  }

  private static void add(LayerBuilder builder, LayerEntry entry) {
    String path = entry.path();
    if (entry instanceof LayerEntry.Directory directory) {
      builder.directory(path).with(path, a -> attributes(directory.meta()));
    } else if (entry instanceof LayerEntry.OpaqueDirectory directory) {
      builder.opaqueDirectory(path).with(path, a -> attributes(directory.meta()));
    } else if (entry instanceof LayerEntry.RegularFile file) {
      builder.file(path, file.data().bytes()).with(path, a -> attributes(file.meta()));
    } else if (entry instanceof LayerEntry.SymbolicLink link) {
      builder.symlink(path, link.target()).with(path, a -> attributes(link.meta()).withMode(0777));
    } else if (entry instanceof LayerEntry.HardLink link) {
      builder.hardLink(path, link.existing());
    } else if (entry instanceof LayerEntry.Special special) {
      switch (special.node()) {
        case FIFO -> builder.special(path, FileType.FIFO);
        case SOCKET -> builder.special(path, FileType.SOCKET);
        case CHAR ->
            builder.device(path, FileType.CHARACTER_DEVICE, special.major(), special.minor());
        case BLOCK -> builder.device(path, FileType.BLOCK_DEVICE, special.major(), special.minor());
      }
      builder.with(path, a -> attributes(special.meta()));
    } else if (entry instanceof LayerEntry.RedirectDirectory directory) {
      builder.redirectedDirectory(path, directory.redirect());
      builder.with(path, a -> attributes(directory.meta()));
    } else if (entry instanceof LayerEntry.MetacopyFile file) {
      builder.metacopy(path, file.size(), file.redirect().isEmpty() ? null : file.redirect());
      builder.with(path, a -> attributes(file.meta()));
    } else {
      builder.whiteout(path);
    }
  }

  static Attributes attributes(LayerEntry.Meta meta) {
    Map<String, byte[]> xattrs = new TreeMap<>();
    meta.xattrs().forEach((name, value) -> xattrs.put(name, value.bytes()));
    Instant accessed = Instant.ofEpochSecond(meta.atime().seconds(), meta.atime().nanos());
    Instant modified = Instant.ofEpochSecond(meta.mtime().seconds(), meta.mtime().nanos());
    return new Attributes(
        meta.mode().bits(),
        meta.uid(),
        meta.gid(),
        accessed,
        modified,
        modified,
        Xattrs.of(xattrs));
  }
}
