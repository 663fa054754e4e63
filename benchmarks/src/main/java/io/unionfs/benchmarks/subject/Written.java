package io.unionfs.benchmarks.subject;

import io.unionfs.layer.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes nodes into a directory of any filesystem. */
final class Written {
  private static final int PIECE = 1 << 16;

  private Written() {}

  static void write(List<Node> nodes, Path root) throws IOException {
    Set<Path> made = new HashSet<>();
    for (Node node : nodes) {
      Path path = root.resolve(node.inLayer());
      Path directory = node instanceof Node.Directory ? path : path.getParent();
      if (made.add(directory)) {
        Files.createDirectories(directory);
      }
      if (node instanceof Node.File file) {
        write(file.content(), path);
      } else if (node instanceof Node.Link link) {
        Files.createSymbolicLink(path, path.getFileSystem().getPath(link.target()));
      }
    }
  }

  private static void write(Content content, Path path) throws IOException {
    try (SeekableByteChannel channel =
            Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Content.Reader reader = content.open()) {
      if (content instanceof Hollow && content.size() > 0) {
        channel.position(content.size() - 1).write(ByteBuffer.allocate(1));
        return;
      }
      ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, content.size()));
      for (long position = 0; position < content.size(); ) {
        position += reader.read(piece.clear(), position);
        piece.flip();
        while (piece.hasRemaining()) {
          channel.write(piece);
        }
      }
    }
  }
}
