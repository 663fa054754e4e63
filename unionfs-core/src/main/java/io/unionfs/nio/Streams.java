package io.unionfs.nio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Streams on files. The JDK's own are made the same way; but it knows only its own channels as such
 * that a stream is made of, which no interrupt closes.
 */
final class Streams {
  private Streams() {}

  static InputStream input(UnionPath file, OpenOption... options) throws IOException {
    Set<OpenOption> asked = new HashSet<>();
    for (OpenOption option : options) {
      if (option == StandardOpenOption.APPEND || option == StandardOpenOption.WRITE) {
        throw new UnsupportedOperationException("'" + option + "' not allowed");
      }
      asked.add(option);
    }
    return Channels.newInputStream(channel(file, asked));
  }

  static OutputStream output(UnionPath file, OpenOption... options) throws IOException {
    Set<OpenOption> asked = new HashSet<>();
    if (options.length == 0) {
      asked.add(StandardOpenOption.CREATE);
      asked.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    for (OpenOption option : options) {
      if (option == StandardOpenOption.READ) {
        throw new IllegalArgumentException("READ not allowed");
      }
      asked.add(option);
    }
    asked.add(StandardOpenOption.WRITE);
    return Channels.newOutputStream(channel(file, asked));
  }

  private static UnionFileChannel channel(UnionPath file, Set<OpenOption> options)
      throws IOException {
    return Opening.open(file, options, Options.FILE_MODE).uninterruptible();
  }
}
