package io.unionfs.medium;

import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.FileType;
import io.unionfs.medium.BlockMedium.CopyUpData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Blocks in memory, which end when they are closed. What they hold is opened again from the picture
 * of them: so it has all that was there, but for the numbers.
 */
record BlockHome(CopyUpData copyUpData) implements Home {
  private static final long MAX_BYTES = 1 << 28;

  @Override
  public UpperMedium open(FaultPlan plan) {
    return BlockMedium.inMemory(MAX_BYTES, copyUpData, plan);
  }

  @Override
  public UpperMedium reopen(UpperMedium medium) throws IOException {
    UpperMedium again = open();
    Path picture = medium.directory();
    try (medium;
        UpperMedium found = DirectoryMedium.open(picture, picture.resolveSibling("work"))) {
      again.update(again.root(), found.rootMetadata());
      copy(found, found.root(), again, again.root(), new HashMap<>());
    }
    return again;
  }

  /** Copies all that is below {@code source}. */
  private static void copy(
      UpperMedium from,
      UpperNode source,
      UpperMedium to,
      UpperNode target,
      Map<Long, UpperNode> copies)
      throws IOException {
    for (Map.Entry<String, UpperEntry> child : from.list(source).entrySet()) {
      String name = child.getKey();
      if (!(child.getValue() instanceof UpperEntry.Present present)) {
        to.remove(target, name, Occupant.NOTHING, Remains.WHITEOUT);
        continue;
      }
      UpperNode known = copies.get(present.node().number());
      if (known != null) {
        to.link(known, target, name, Occupant.NOTHING);
        continue;
      }
      UpperNode made = to.create(target, name, present.metadata(), Occupant.NOTHING);
      copies.put(present.node().number(), made);
      if (present.metadata().type() == FileType.DIRECTORY) {
        copy(from, present.node(), to, made, copies);
      } else if (made instanceof UpperFile file) {
        byte[] data = Samples.readBytes((UpperFile) present.node());
        file.open();
        file.write(ByteBuffer.wrap(data), 0);
        file.close();
      }
    }
  }

  @Override
  public List<Path> leftOver() {
    return List.of();
  }

  @Override
  public int orphans(int open) {
    return 0;
  }

  @Override
  public void assertSameNumber(long number, long before) {}

  @Override
  public void close() {}
}
