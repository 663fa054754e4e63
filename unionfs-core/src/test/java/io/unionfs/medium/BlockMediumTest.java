package io.unionfs.medium;

import static io.unionfs.medium.Samples.bytes;
import static io.unionfs.medium.Samples.createDirectory;
import static io.unionfs.medium.Samples.createFile;
import static io.unionfs.medium.Samples.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Content;
import io.unionfs.medium.BlockMedium.CopyUpData;
import io.unionfs.overlay.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What blocks promise beyond the contract: what they take, and what they share. */
final class BlockMediumTest {
  private static final long MAX_BYTES = 1 << 26;
  private static final int BLOCK = Blocks.SIZE;
  private static final int BATCH = 1_000;
  private static final int BATCHES = 2_000;

  private BlockMedium medium = BlockMedium.inMemory(MAX_BYTES, CopyUpData.SHARED, null);

  @AfterEach
  void close() throws IOException {
    medium.close();
  }

  /** Content that counts who has it open. */
  private static final class Counted implements Content {
    final byte[] bytes;
    final AtomicInteger open = new AtomicInteger();

    Counted(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public long size() {
      return bytes.length;
    }

    @Override
    public Reader open() throws IOException {
      Reader reader = Content.of(bytes).open();
      open.incrementAndGet();
      AtomicBoolean closed = new AtomicBoolean();
      return new Reader() {
        @Override
        public int read(ByteBuffer target, long position) throws IOException {
          if (closed.get()) {
            throw new IOException("closed");
          }
          return reader.read(target, position);
        }

        @Override
        public void close() throws IOException {
          if (closed.compareAndSet(false, true)) {
            open.decrementAndGet();
            reader.close();
          }
        }
      };
    }
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private UpperFile copyUp(Content content) throws IOException {
    return medium.copyUp(medium.root(), "f", file(0644), content, content.size());
  }

  private static void write(UpperFile file, byte[] bytes, long position) throws IOException {
    assertThat(file.write(ByteBuffer.wrap(bytes), position)).isEqualTo(bytes.length);
  }

  @Test
  void holesTakeNothing() throws IOException {
    UpperFile made = createFile(medium, medium.root(), "f", "");
    made.open();
    made.truncate(1L << 60);
    assertThat(medium.heldBytes()).isZero();
    write(made, bytes("far"), (1L << 59) + 3);
    assertThat(medium.heldBytes()).isEqualTo(BLOCK);
    ByteBuffer read = ByteBuffer.allocate(8);
    assertThat(made.read(read, 1L << 59)).isEqualTo(8);
    assertThat(read.array()).containsExactly(0, 0, 0, 'f', 'a', 'r', 0, 0);
    assertThat(made.size()).isEqualTo(1L << 60);
    made.truncate(1L << 40);
    assertThat(medium.heldBytes()).isZero();
    made.close();
  }

  @Test
  void metadataIsTakenAtOnceWhereNothingIsToFail() throws IOException {
    UpperFile made = createFile(medium, medium.root(), "f", "");
    Path picture = medium.directory();
    assertThat(medium.isPictureStale()).isFalse();
    assertThat(medium.takes(made, file(0600))).isTrue();
    assertThat(medium.isPictureStale()).isTrue();
    UpperEntry.Present there = (UpperEntry.Present) medium.list(medium.root()).get("f");
    assertThat(there.metadata()).isEqualTo(file(0600));
    assertThat(medium.directory()).isEqualTo(picture);
    assertThat(medium.isPictureStale()).isFalse();
  }

  @Test
  void metadataOfWhatAnotherMediumMadeIsLeftAlone() throws IOException {
    try (BlockMedium before = BlockMedium.inMemory(MAX_BYTES, CopyUpData.SHARED, null)) {
      UpperFile frozen = createFile(before, before.root(), "f", "");
      assertThat(medium.takes(frozen, file(0600))).isTrue();
      UpperEntry.Present there = (UpperEntry.Present) before.list(before.root()).get("f");
      assertThat(there.metadata()).isEqualTo(file(0644));
    }
  }

  @Test
  void metadataIsNotTakenWhereAFlushMayFail() throws IOException {
    FaultPlan plan =
        FaultPlan.builder().on(FaultPoint.UPPER_UPDATE).call(1).fail(Errno.EIO).build();
    try (BlockMedium faulty = BlockMedium.inMemory(MAX_BYTES, CopyUpData.SHARED, plan)) {
      UpperFile made = createFile(faulty, faulty.root(), "f", "");
      assertThat(faulty.takes(made, file(0600))).isFalse();
      assertThatThrownBy(() -> faulty.update(made, file(0600))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatIsSmallTakesLittleAndWhatIsGoneNothing() throws IOException {
    UpperFile made = createFile(medium, medium.root(), "f", "x");
    assertThat(medium.heldBytes()).isEqualTo(8);
    made.open();
    write(made, random(5 * BLOCK + 1, 1), 0);
    assertThat(medium.heldBytes()).isEqualTo(6L * BLOCK);
    medium.remove(medium.root(), "f", Occupant.FILE, Remains.NOTHING);
    assertThat(medium.heldBytes()).isEqualTo(6L * BLOCK);
    made.close();
    assertThat(medium.heldBytes()).isZero();
    assertThatThrownBy(() -> made.read(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> made.write(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
    assertThat(medium.heldBytes()).isZero();
  }

  @Test
  void aCopySharesAllButTheBlocksThatAreWritten() throws IOException {
    byte[] expected = random(10 * BLOCK + 5, 2);
    UpperFile copy = copyUp(Content.of(expected));
    assertThat(medium.heldBytes()).isZero();
    assertThat(medium.copiedBytes()).isZero();
    copy.open();
    write(copy, bytes("!"), expected.length);
    assertThat(medium.heldBytes()).isEqualTo(8);
    assertThat(medium.copiedBytes()).isEqualTo(5);
    write(copy, bytes("?"), 3 * BLOCK + 9);
    assertThat(medium.heldBytes()).isEqualTo(BLOCK + 8);
    assertThat(medium.copiedBytes()).isEqualTo(BLOCK + 5);
    write(copy, new byte[BLOCK], 4 * BLOCK);
    assertThat(medium.copiedBytes()).isEqualTo(BLOCK + 5);
    copy.close();
    expected = Arrays.copyOf(expected, expected.length + 1);
    expected[expected.length - 1] = '!';
    expected[3 * BLOCK + 9] = '?';
    Arrays.fill(expected, 4 * BLOCK, 5 * BLOCK, (byte) 0);
    assertThat(Samples.readBytes(copy)).isEqualTo(expected);
  }

  @Test
  void whatWasCutOffACopyIsZeroWhenItGrowsAgain() throws IOException {
    byte[] lower = random(3 * BLOCK, 3);
    UpperFile copy = copyUp(Content.of(lower));
    copy.truncate(BLOCK + 7);
    copy.truncate(3 * BLOCK);
    byte[] expected = Arrays.copyOf(Arrays.copyOf(lower, BLOCK + 7), 3 * BLOCK);
    assertThat(Samples.readBytes(copy)).isEqualTo(expected);
    copy.open();
    write(copy, bytes("x"), BLOCK + 10);
    copy.close();
    expected[BLOCK + 10] = 'x';
    assertThat(Samples.readBytes(copy)).isEqualTo(expected);
  }

  @Test
  void aLowerFileIsOpenOnlyWhileItIsNeeded() throws IOException {
    Counted lower = new Counted(random(2 * BLOCK, 4));
    UpperFile copy = copyUp(lower);
    assertThat(lower.open).hasValue(0);
    copy.open();
    copy.read(ByteBuffer.allocate(1), 0);
    copy.open();
    copy.close();
    assertThat(lower.open).hasValue(1);
    copy.close();
    assertThat(lower.open).hasValue(0);
    copy.open();
    copy.read(ByteBuffer.allocate(1), 0);
    write(copy, new byte[2 * BLOCK], 0);
    assertThat(lower.open).hasValue(0);
    assertThat(Samples.readBytes(copy)).isEqualTo(new byte[2 * BLOCK]);
    copy.close();
    UpperFile cut = medium.copyUp(medium.root(), "g", file(0), lower, lower.size());
    cut.open();
    cut.read(ByteBuffer.allocate(1), 0);
    cut.truncate(0);
    assertThat(lower.open).hasValue(0);
    UpperFile last = medium.copyUp(medium.root(), "h", file(0), lower, lower.size());
    last.open();
    last.read(ByteBuffer.allocate(1), 0);
    medium.close();
    assertThat(lower.open).hasValue(0);
  }

  @ParameterizedTest
  @EnumSource
  void anyWritesAndCutsAreAsOnAnArray(CopyUpData copyUpData) throws IOException {
    for (long seed = 0; seed < 30; seed++) {
      medium.close();
      medium = BlockMedium.inMemory(MAX_BYTES, copyUpData, null);
      Random random = new Random(seed);
      byte[] model = random(random.nextInt(5 * BLOCK), seed);
      UpperFile made =
          model.length == 0
              ? createFile(medium, medium.root(), "f", "")
              : copyUp(Content.of(model));
      made.open();
      for (int i = 0; i < 200; i++) {
        int at = random.nextInt(random.nextBoolean() ? 100 * BLOCK : model.length + 1);
        if (random.nextInt(4) == 0) {
          made.truncate(at);
          model = Arrays.copyOf(model, at);
        } else {
          byte[] data = random(random.nextInt(random.nextBoolean() ? 10 : 3 * BLOCK), i);
          model =
              Arrays.copyOf(model, Math.max(model.length, data.length == 0 ? 0 : at + data.length));
          System.arraycopy(data, 0, model, Math.min(at, model.length), data.length);
          write(made, data, at);
        }
        if (i % 10 == 0) {
          assertThat(Samples.readBytes(made)).as("seed %d, step %d", seed, i).isEqualTo(model);
        }
      }
      medium.remove(medium.root(), "f", Occupant.FILE, Remains.NOTHING);
      made.close();
      assertThat(medium.heldBytes()).isZero();
    }
  }

  /** A file of ones that is cut to nothing and written again is never seen with a zero in it. */
  @Test
  void whoReadsWhileAFileIsCutSeesItAsItWasOrIs() throws Exception {
    byte[] ones = new byte[8];
    Arrays.fill(ones, (byte) 1);
    UpperFile made = createFile(medium, medium.root(), "f", "");
    made.open();
    try (Meanwhile meanwhile = new Meanwhile()) {
      meanwhile.again(
          "writes",
          () -> {
            for (int i = 0; i < BATCH; i++) {
              made.write(ByteBuffer.wrap(ones), 0);
              made.truncate(i % 3);
            }
            return true;
          });
      for (int batch = 0; meanwhile.goesOn(batch < BATCHES); batch++) {
        readOnesOnly(made);
      }
      meanwhile.end();
    }
    made.close();
  }

  private static void readOnesOnly(UpperFile file) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(8);
    for (int read = 0; read < BATCH; read++) {
      target.clear();
      int count = file.read(target, 0);
      for (int i = 0; i < count; i++) {
        if (target.get(i) != 1) {
          throw new AssertionError("a zero at " + i + " of " + count);
        }
      }
    }
  }

  @Test
  void anInterruptIsNotEvenNoticed() throws IOException {
    UpperFile made = createFile(medium, medium.root(), "f", "data");
    Thread.currentThread().interrupt();
    Samples.write(made, "DATA");
    assertThat(Samples.read(made)).isEqualTo("DATA");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void thePictureIsBroughtUpToDate() throws IOException {
    UpperNode below = createDirectory(medium, medium.root(), "d");
    UpperFile made = createFile(medium, below, "f", "one");
    assertThat(medium.isPictureStale()).isFalse(); // There is none.
    Path picture = medium.directory();
    assertThat(picture.resolve("d/f")).hasContent("one");
    assertThat(medium.isPictureStale()).isFalse();
    Samples.write(made, "two");
    assertThat(medium.isPictureStale()).isTrue();
    medium.move(below, medium.root(), "d", medium.root(), "e", Occupant.NOTHING, Remains.WHITEOUT);
    medium.link(made, medium.root(), "a", Occupant.NOTHING);
    assertThat(medium.directory()).isEqualTo(picture);
    assertThat(picture.resolve("e/f")).hasContent("two");
    assertThat(Files.isSameFile(picture.resolve("e/f"), picture.resolve("a"))).isTrue();
    assertThat(Files.getAttribute(picture.resolve("d"), "user:overlay.whiteout"))
        .isEqualTo(bytes("y"));
    medium.close();
    assertThat(picture.getFileSystem().isOpen()).isFalse();
  }
}
