package io.unionfs.oracle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.HashMap;
import java.util.Map;

/** Channels that a sequence of programs keeps open, by slot. */
final class KeptChannels {
  private final Map<Integer, FileChannel> open = new HashMap<>();

  /** Closes what was in the slot. */
  void put(int slot, FileChannel channel) throws IOException {
    FileChannel before = open.put(slot, channel);
    if (before != null) {
      before.close();
    }
  }

  FileChannel get(int slot) throws IOException {
    FileChannel channel = open.get(slot);
    if (channel == null) {
      throw new IOException("nothing is open");
    }
    return channel;
  }

  void closeAll() throws IOException {
    for (FileChannel channel : open.values()) {
      channel.close();
    }
    open.clear();
  }
}
