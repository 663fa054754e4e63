package io.unionfs.benchmarks.subject;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.medium.BlockMedium;
import io.unionfs.medium.BlockMedium.CopyUpData;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.OverlayMarks;
import io.unionfs.medium.UpperFile;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.medium.UpperNode;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.time.Instant;

/**
 * What a writable layer in memory is kept in, without a union above: new and empty but for the
 * directory {@link Trees#MANY}. What a copy-up leaves can be written to it by hand.
 */
public interface BareMedium extends Closeable {
  /** Blocks, as in a union that is mounted by default. */
  String BLOCKS = "blocks";

  /** A jimfs, set up as for {@code MemoryMedium.JIMFS}. */
  String JIMFS = "jimfs";

  /** A name in the directory where nothing is yet. */
  interface Target {
    /** Makes the file there, of these bytes and with the metadata of a copy. */
    void write(byte[] bytes) throws IOException;
  }

  /** Names {@code name} in the directory. */
  Target target(String name);

  /** Has everything written that is held back. */
  void flush() throws IOException;

  /** The directory, to be looked at. */
  Path directory() throws IOException;

  /** The one called {@link #BLOCKS} or {@link #JIMFS}. */
  static BareMedium of(String kind) throws IOException {
    return switch (kind) {
      case BLOCKS -> new InBlocks();
      case JIMFS -> new InJimfs();
      default -> throw new IllegalArgumentException("\"" + kind + "\": blocks or jimfs");
    };
  }

  /** Of 16 digits, as long as that of a file of the lowest of two layers. */
  long ORIGIN = 281_474_976_710_658L;

  /** Blocks, by the calls that the union makes for a file that is new. */
  final class InBlocks implements BareMedium {
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final BlockMedium medium = BlockMedium.inMemory(CopyUpData.COPIED, null);
    private final UpperNode directory;
    private final UpperMetadata file;

    private InBlocks() throws IOException {
      UpperMetadata plain =
          UpperMetadata.of(FileType.DIRECTORY, Attributes.of(DIRECTORY_MODE, Instant.EPOCH));
      UpperNode made = medium.root();
      for (String name : Trees.MANY.substring(1).split("/")) {
        made = medium.create(made, name, plain, Occupant.NOTHING);
      }
      directory = made;
      file =
          UpperMetadata.of(
                  FileType.REGULAR,
                  Attributes.of(FILE_MODE, Instant.EPOCH).withChanged(Instant.now()))
              .with(OverlayMarks.copiedFrom(ORIGIN));
    }

    @Override
    public Target target(String name) {
      return bytes -> {
        UpperFile made = (UpperFile) medium.create(directory, name, file, Occupant.NOTHING);
        made.open();
        made.write(ByteBuffer.wrap(bytes), 0);
        made.close();
      };
    }

    @Override
    public void flush() throws IOException {
      medium.sync();
    }

    @Override
    public Path directory() {
      return medium.directory().resolve(Trees.MANY.substring(1));
    }

    @Override
    public void close() throws IOException {
      medium.close();
    }
  }

  /** A jimfs, by NIO. */
  final class InJimfs implements BareMedium {
    private static final int BLOCK_SIZE = 4096;
    private static final int BLOCKS_KEPT = 1024;

    private final FileSystem medium;
    private final Path directory;
    private final FileTime time = FileTime.from(Instant.EPOCH);
    private final byte[] origin = Long.toString(ORIGIN).getBytes(StandardCharsets.US_ASCII);
    private final byte[] meta =
        "1 changed=1795654691.614542505 gid=0 mode=644 uid=0".getBytes(StandardCharsets.US_ASCII);

    private InJimfs() throws IOException {
      medium =
          Jimfs.newFileSystem(
              Configuration.unix().toBuilder()
                  .setAttributeViews("basic", "owner", "posix", "unix", "user")
                  .setBlockSize(BLOCK_SIZE)
                  .setMaxCacheSize(BLOCKS_KEPT)
                  .setWorkingDirectory("/")
                  .setFileTimeSource(() -> FileTime.from(Instant.EPOCH))
                  .build());
      directory = Files.createDirectories(medium.getPath("/upper" + Trees.MANY));
    }

    @Override
    public Target target(String name) {
      Path path = directory.resolve(name);
      return bytes -> write(path, bytes);
    }

    private void write(Path path, byte[] bytes) throws IOException {
      try (SeekableByteChannel channel =
          Files.newByteChannel(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
          channel.write(all);
        }
      }
      UserDefinedFileAttributeView xattrs =
          Files.getFileAttributeView(path, UserDefinedFileAttributeView.class);
      xattrs.write("overlay.unionfs.origin", ByteBuffer.wrap(origin));
      xattrs.write("overlay.unionfs.meta", ByteBuffer.wrap(meta));
      Files.getFileAttributeView(path, BasicFileAttributeView.class).setTimes(time, time, null);
    }

    @Override
    public void flush() {}

    @Override
    public Path directory() {
      return directory;
    }

    @Override
    public void close() throws IOException {
      medium.close();
    }
  }
}
