package io.unionfs.nio;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.fault.FaultPlan;
import io.unionfs.fault.FaultPoint;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.Errno;
import io.unionfs.overlay.UpperMediumOf;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What nobody shows or keeps is let go. */
class SnapshotMemoryTest {
  private static final Layer BASE = Layer.builder().file("base", "base").build();

  /** A plan of faults has attributes held back until a flush, as they are on disk. */
  private static final FaultPlan HELD_BACK =
      FaultPlan.builder().on(FaultPoint.UPPER_SYNC).call(1).fail(Errno.EIO).build();

  @Test
  void whatWasChangedIsGoneAfterARestore() throws Exception {
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(BASE).faults(HELD_BACK).mount()) {
      Files.writeString(fs.getPath("/prepared"), "prepared");
      Snapshot snapshot = fs.snapshot();
      WeakReference<?> changed = changed(fs);
      fs.restore(snapshot);
      Released.await(changed);
      assertThat(fs.getPath("/prepared")).hasContent("prepared");
    }
  }

  private static WeakReference<?> changed(UnionFileSystem fs) throws IOException {
    Files.writeString(fs.getPath("/prepared"), "changed");
    FileChannel unlinked = FileChannel.open(fs.getPath("/prepared"));
    Files.delete(fs.getPath("/prepared"));
    assertThat(unlinked.isOpen()).isTrue();
    return new WeakReference<>(UpperMediumOf.mount(fs.mount()));
  }

  @Test
  void aSnapshotThatNobodyHoldsIsGone() throws Exception {
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(BASE).mount()) {
      Snapshot start = fs.snapshot();
      WeakReference<?> dropped = new WeakReference<>(prepared(fs));
      fs.restore(start);
      Released.await(dropped);
    }
  }

  private static Object prepared(UnionFileSystem fs) throws IOException {
    Files.writeString(fs.getPath("/f"), "f");
    fs.snapshot();
    return fs.lowerLayers().get(1);
  }

  @Test
  void aSnapshotDoesNotHoldItsFilesystem() throws Exception {
    Snapshot[] kept = new Snapshot[1];
    WeakReference<?> mount = new WeakReference<>(abandoned(kept));
    Released.await(mount);
    assertThat(kept[0]).isNotNull();
  }

  private static Object abandoned(Snapshot[] kept) throws IOException {
    UnionFileSystem fs = UnionFileSystem.builder().lower(BASE).mount();
    Files.writeString(fs.getPath("/f"), "f");
    kept[0] = fs.snapshot();
    Object engine = fs.mount();
    fs.close();
    return engine;
  }

  /** 10,000 times 64 KiB are more than any heap that tests have, and than the quota. */
  @Test
  void tenThousandRestoresNeedNoMoreThanOne() throws IOException {
    try (UnionFileSystem fs = UnionFileSystem.builder().lower(BASE).mount()) {
      Path file = fs.getPath("/f");
      Files.write(file, new byte[1 << 16]);
      Snapshot snapshot = fs.snapshot();
      byte[] data = new byte[1 << 16];
      for (int time = 0; time < 10_000; time++) {
        Files.write(file, data);
        fs.snapshot();
        Files.write(fs.getPath("/g"), data);
        fs.restore(snapshot);
      }
      assertThat(fs.usage().bytes()).isEqualTo(1 << 16);
      assertThat(fs.blockUse().heldBytes()).isEqualTo(1 << 16);
    }
  }
}
