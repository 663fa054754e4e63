package io.unionfs.oracle;

import io.unionfs.layer.FileType;
import io.unionfs.layer.Opacity;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.Remains;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts a layer into a medium that nothing is mounted on, as another tool could have left it. */
final class UpperFiller {
  private final UpperMedium medium;
  private final Map<String, UpperNode> nodes = new HashMap<>();

  private UpperFiller(UpperMedium medium) {
    this.medium = medium;
  }

  static void fill(UpperMedium medium, LayerSpec layer) throws IOException {
    UpperFiller filler = new UpperFiller(medium);
    for (LayerEntry entry : layer.entries()) {
      filler.put(entry);
    }
    // Times last, and children before parents: making a child changes its parent's.
    List<LayerEntry> entries = layer.entries();
    for (int i = entries.size() - 1; i >= 0; i--) {
      UpperMetadata metadata = metadata(entries.get(i));
      if (metadata != null) {
        medium.update(filler.nodes.get(entries.get(i).path()), metadata);
      }
    }
    medium.sync();
  }

  private void put(LayerEntry entry) throws IOException {
    String path = entry.path();
    if (path.isEmpty()) {
      nodes.put(path, medium.root());
      return;
    }
    UpperNode parent = nodes.get(entry.parent());
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (entry instanceof LayerEntry.Whiteout) {
      medium.remove(parent, name, Occupant.NOTHING, Remains.WHITEOUT);
    } else if (entry instanceof LayerEntry.HardLink link) {
      UpperNode existing = nodes.get(link.existing());
      medium.link(existing, parent, name, Occupant.NOTHING);
      nodes.put(path, existing);
    } else {
      UpperNode node = medium.create(parent, name, metadata(entry), Occupant.NOTHING);
      nodes.put(path, node);
      if (entry instanceof LayerEntry.RegularFile file) {
        UpperFile data = (UpperFile) node;
        data.open();
        data.write(ByteBuffer.wrap(file.data().bytes()), 0);
        data.close();
      }
    }
  }

  /** Null for what has no inode of its own. */
  private static UpperMetadata metadata(LayerEntry entry) {
    if (entry instanceof LayerEntry.Directory d) {
      return UpperMetadata.of(FileType.DIRECTORY, EngineLayers.attributes(d.meta()));
    }
    if (entry instanceof LayerEntry.OpaqueDirectory d) {
      return UpperMetadata.of(FileType.DIRECTORY, EngineLayers.attributes(d.meta()))
          .with(Opacity.OPAQUE);
    }
    if (entry instanceof LayerEntry.RegularFile f) {
      return UpperMetadata.of(FileType.REGULAR, EngineLayers.attributes(f.meta()));
    }
    if (entry instanceof LayerEntry.SymbolicLink || entry instanceof LayerEntry.Special) {
      throw new IllegalArgumentException("an upper is filled with files and directories: " + entry);
    }
    return null;
  }
}
