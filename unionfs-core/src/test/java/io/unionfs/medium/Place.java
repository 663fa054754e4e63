package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.fault.FaultPlan;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where a writable layer is stored: an upper and a work directory that can be opened again. */
record Place(Path upper, Path work, Profile.Writing writing, int levels, Closeable ending)
    implements Home {

  /** In {@code parent} on the host. */
  static Place onHost(Path parent) throws IOException {
    return of(parent, Profile.Writing.THROUGH, () -> {});
  }

  /** In a jimfs that has everything jimfs can do. */
  static Place onJimfs(Profile.Writing writing) {
    return onJimfs(writing, 1 << 28, "basic", "owner", "posix", "unix", "user");
  }

  /** In a jimfs of {@code maxBytes} with some attribute views. */
  static Place onJimfs(Profile.Writing writing, long maxBytes, String first, String... more) {
    FileSystem jimfs =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews(first, more)
                .setBlockSize(512)
                .setMaxSize(maxBytes)
                .build());
    try {
      return of(jimfs.getPath("/work"), writing, jimfs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, where a directory so many levels deep is no longer at its name. */
  Place lifting(int newLevels) {
    return new Place(upper, work, writing, newLevels, ending);
  }

  private static Place of(Path parent, Profile.Writing writing, Closeable ending)
      throws IOException {
    return new Place(
        Files.createDirectory(parent.resolve("upper")),
        Files.createDirectory(parent.resolve("beside")),
        writing,
        DeepPaths.DEEP,
        ending);
  }

  @Override
  public UpperMedium reopen(UpperMedium medium) throws IOException {
    medium.close();
    return open();
  }

  @Override
  public List<Path> leftOver() throws IOException {
    try (Stream<Path> staged = Files.list(work.resolve("work"));
        Stream<Path> orphans = Files.list(work.resolve("orphans"))) {
      return Stream.concat(staged, orphans).toList();
    }
  }

  @Override
  public int orphans(int open) {
    return open;
  }

  @Override
  public void assertSameNumber(long number, long before) {
    assertThat(number).isEqualTo(before);
  }

  @Override
  public UpperMedium open(FaultPlan plan) throws IOException {
    return open(new NioStorage(), Faults.of(plan), Durability.DURABLE);
  }

  UpperMedium open(Storage storage) throws IOException {
    return open(storage, Faults.NONE, Durability.DURABLE);
  }

  UpperMedium open(Durability durability) throws IOException {
    return open(new NioStorage(), Faults.NONE, durability);
  }

  private UpperMedium open(Storage storage, Faults faults, Durability durability)
      throws IOException {
    return DirectoryMedium.open(storage, faults, upper, work, writing, durability, levels);
  }

  @Override
  public void close() throws IOException {
    ending.close();
  }
}
