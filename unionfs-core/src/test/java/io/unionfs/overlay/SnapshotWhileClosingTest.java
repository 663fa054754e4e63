package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a snapshot counts is what has names, though nameless files are closed at that moment. */
@Timeout(120)
class SnapshotWhileClosingTest {
  private static final Caller ROOT = Caller.ROOT;
  private static final int ROUNDS = 60;
  private static final int FILES = 200;

  private final CyclicBarrier start = new CyclicBarrier(2);

  private static List<OpenFile> nameless(Mount mount) throws ErrnoException {
    List<OpenFile> files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      PathName path = PathName.parse("/f" + i);
      try (OpenFile file = mount.open(ROOT, path, Set.of(OpenFlag.WRITE, OpenFlag.CREATE), 0644)) {
        file.write(ByteBuffer.wrap(new byte[5000]), 0);
      }
      files.add(mount.open(ROOT, path, Set.of(OpenFlag.READ), 0));
      mount.unlink(ROOT, path);
    }
    return files;
  }

  private Void close(List<OpenFile> files) throws Exception {
    start.await();
    for (OpenFile file : files) {
      file.close();
    }
    return null;
  }

  @Test
  void whatIsClosedMeanwhileIsNotInIt() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (Mount mount = new MountBuilder().lower(Layer.builder().build()).mount()) {
      for (int round = 0; round < ROUNDS; round++) {
        List<OpenFile> files = nameless(mount);
        Future<Void> closing = thread.submit(() -> close(files));
        start.await();
        List<MountSnapshot> taken = new ArrayList<>();
        do {
          taken.add(mount.snapshot("frozen"));
        } while (!closing.isDone());
        closing.get();
        for (MountSnapshot each : taken) {
          assertThat(each.usage()).as("round %d", round).isEqualTo(mount.usage());
          assertThat(each.held().bytes())
              .as("round %d", round)
              .isEqualTo(mount.blockUse().heldBytes());
        }
        mount.restore(taken.get(0));
      }
    } finally {
      thread.shutdownNow();
    }
  }
}
