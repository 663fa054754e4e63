package io.unionfs.cli.stack;

import io.unionfs.cli.output.Ink;
import io.unionfs.cli.output.Ink.Tone;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.layer.Names;
import io.unionfs.overlay.Provenance;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file of the union, with the layer that provides it.
 *
 * @param name how it is called where it stands
 */
record UnionBranch(String name, Path path, LabelledMount mount, Ink ink)
    implements TreeText.Branch {
  @Override
  public String text() {
    String shown = Names.display(name);
    if (isDirectory()) {
      shown += name.endsWith("/") ? "" : "/";
    } else if (Files.isSymbolicLink(path)) {
      try {
        shown += " -> " + Names.display(Files.readSymbolicLink(path).toString());
      } catch (IOException e) {
        shown += " -> ?";
      }
    }
    Provenance provenance = mount.provenance(path);
    if (provenance == null) {
      return shown;
    }
    int layer = provenance.provider();
    return layer == TraceEvent.UPPER
        ? shown + "  " + ink.of(Tone.WRITTEN, "writable layer")
        : shown + "  " + ink.of(Tone.FAINT, "layer " + layer);
  }

  private boolean isDirectory() {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public List<TreeText.Branch> below() throws IOException {
    if (!isDirectory()) {
      return List.of();
    }
    List<TreeText.Branch> below = new ArrayList<>();
    try (Stream<Path> children = Files.list(path)) {
      for (Path child : children.sorted().toList()) {
        below.add(new UnionBranch(child.getFileName().toString(), child, mount, ink));
      }
    }
    return below;
  }
}
