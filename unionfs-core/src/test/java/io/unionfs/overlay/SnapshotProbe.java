package io.unionfs.overlay;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at what a snapshot shows, without going back to it. */
public final class SnapshotProbe {
  private SnapshotProbe() {}

  /** Name, attributes, and data of each file at the root. */
  public static List<String> shown(MountSnapshot snapshot) throws IOException {
    Map<String, Inode> children = new TreeMap<>();
    snapshot.tree().root().children().forEach(children::put);
    List<String> shown = new ArrayList<>();
    for (Map.Entry<String, Inode> child : children.entrySet()) {
      String data = child.getValue() instanceof LowerInode file ? data(file.content()) : "";
      shown.add(child.getKey() + " " + child.getValue().stat() + " " + data);
    }
    return shown;
  }

  private static String data(Content content) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(100);
    try (Content.Reader reader = content.open()) {
      reader.read(buffer, 0);
    }
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
  }
}
