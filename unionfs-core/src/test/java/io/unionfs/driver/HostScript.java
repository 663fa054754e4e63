package io.unionfs.driver;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * Operations done in a container, and written down for bash to do the same in the directory {@code
 * m}.
 */
final class HostScript {
  private final Path root;
  private final Random random;
  private final StringBuilder text = new StringBuilder();
  private int made;

  HostScript(Path root, long seed) {
    this.root = root;
    this.random = new Random(seed);
  }

  String text() {
    return text.toString();
  }

  private void say(String format, Object... words) {
    text.append(String.format(format, words)).append('\n');
  }

  void run(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      one();
    }
  }

  private void one() throws IOException {
    Path file = any(false);
    Path directory = any(true);
    switch (random.nextInt(9)) {
      case 0 -> append(file, 1 + random.nextInt(5000));
      case 1 -> overwrite(file);
      case 2 -> chmod(file);
      case 3 -> {
        say("rm -f m%s", file);
        Files.delete(file);
      }
      case 4 -> {
        Path fresh = fresh(directory);
        int size = random.nextInt(9000);
        say("head -c %d /dev/zero > m%s", size, fresh);
        Files.write(fresh, new byte[size]);
      }
      case 5 -> {
        Path fresh = fresh(directory);
        say("mkdir m%s", fresh);
        Files.createDirectory(fresh);
      }
      case 6 -> {
        Path fresh = fresh(directory);
        say("ln -s target m%s", fresh);
        Files.createSymbolicLink(fresh, root.getFileSystem().getPath("target"));
      }
      case 7 -> {
        Path fresh = fresh(directory);
        say("mv m%s m%s", file, fresh);
        Files.move(file, fresh);
      }
      default -> {
        if (directory.getNameCount() > 1 && random.nextInt(3) == 0) {
          say("rm -r m%s", directory);
          Operations.delete(directory);
        }
      }
    }
  }

  void append(Path file, int count) throws IOException {
    say("head -c %d /dev/zero >> m%s", count, file);
    Files.write(file, new byte[count], APPEND);
  }

  void chmod(Path file) throws IOException {
    int mode = 0400 | random.nextInt(0400);
    say("chmod %o m%s", mode, file);
    Files.setAttribute(file, "unix:mode", mode);
  }

  private void overwrite(Path file) throws IOException {
    long size = Files.size(file);
    int count = (int) Math.min(size, 1 + random.nextInt(3000));
    if (count > 0) {
      long at = (long) (random.nextDouble() * (size - count));
      say(
          "dd if=/dev/zero of=m%s bs=%d seek=%d count=1 conv=notrunc oflag=seek_bytes status=none",
          file, count, at);
      try (FileChannel channel = FileChannel.open(file, WRITE)) {
        channel.write(ByteBuffer.allocate(count), at);
      }
    }
  }

  private Path fresh(Path directory) {
    return directory.resolve("n" + made++);
  }

  private Path any(boolean isDirectory) throws IOException {
    try (var all = Files.walk(root)) {
      List<Path> found =
          all.filter(
                  path ->
                      isDirectory
                          ? Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                          : Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
              .sorted()
              .toList();
      return found.get(random.nextInt(found.size()));
    }
  }
}
