package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine's watches: how, when and by whom listeners are called. */
@Timeout(60)
class WatcherTest {
  private static final Set<DirectoryEvent.Kind> ALL = EnumSet.allOf(DirectoryEvent.Kind.class);

  private final List<String> told = new ArrayList<>();

  private static Mount mounted() throws Exception {
    Layer base = Layer.builder().directory("d").file("d/f", "file").directory("d/sub").build();
    return new MountBuilder().lower(base).mount();
  }

  private WatchListener note() {
    return (watch, event) ->
        told.add(event.kind() + (event.name() == null ? "" : " " + event.name()));
  }

  private static void make(Mount mount, String path) throws ErrnoException {
    mount.mkdir(Caller.ROOT, path(path), 0755);
  }

  @Test
  void eachKindIsTold() throws Exception {
    Mount mount = mounted();
    try (Watcher watcher = mount.watcher()) {
      Watch watch = watcher.add(Caller.ROOT, path("d/sub"), ALL, note());
      make(mount, "d/sub/n");
      mount.rename(Caller.ROOT, path("d/sub/n"), path("d/sub/m"), Set.of());
      mount.chmod(Caller.ROOT, path("d/sub/m"), Follow.FOLLOW, 0700);
      mount.rmdir(Caller.ROOT, path("d/sub/m"));
      mount.link(Caller.ROOT, path("d/f"), Follow.FOLLOW, path("d/sub/f"));
      mount.truncate(Caller.ROOT, path("d/sub/f"), 1);
      mount.unlink(Caller.ROOT, path("d/sub/f"));
      mount.rmdir(Caller.ROOT, path("d/sub"));
      assertThat(told)
          .containsExactly(
              "CREATED n",
              "MOVED_FROM n",
              "MOVED_TO m",
              "ATTRIBUTES m",
              "DELETED m",
              "CREATED f",
              "MODIFIED f",
              "DELETED f",
              "GONE");
      assertThat(watch.isOpen()).isFalse();
    }
    mount.close();
  }

  @Test
  void aFileOpenedBeforeItsCopyUpGoesByTheNameItHasNow() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher();
        OpenFile early = mount.open(Caller.ROOT, path("d/f"), Set.of(OpenFlag.READ), 0)) {
      mount.open(Caller.ROOT, path("d/f"), Set.of(OpenFlag.WRITE), 0).close();
      mount.rename(Caller.ROOT, path("d/f"), path("d/g"), Set.of());
      make(mount, "d/f");
      watcher.add(Caller.ROOT, path("d"), ALL, note());
      mount.chmod(Caller.ROOT, early, 0600);
      mount.setXattr(Caller.ROOT, early, "user.k", new byte[1], XattrMode.SET);
      assertThat(told).containsExactly("ATTRIBUTES g", "ATTRIBUTES g");
    }
  }

  @Test
  void anOpenDirectoryGoesByTheNameItHasNow() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher()) {
      make(mount, "d/n");
      try (OpenFile open = mount.open(Caller.ROOT, path("d/n"), Set.of(OpenFlag.READ), 0)) {
        mount.rename(Caller.ROOT, path("d/n"), path("d/m"), Set.of());
        watcher.add(Caller.ROOT, path("d"), ALL, note());
        mount.chmod(Caller.ROOT, open, 0700);
        assertThat(told).containsExactly("ATTRIBUTES m");
      }
    }
  }

  @Test
  void aWatcherHasOneWatchOfADirectory() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher();
        Watcher other = mount.watcher()) {
      Watch watch =
          watcher.add(Caller.ROOT, path("d"), Set.of(DirectoryEvent.Kind.CREATED), note());
      Watch again =
          watcher.add(
              Caller.ROOT,
              path("d/sub/.."),
              Set.of(DirectoryEvent.Kind.DELETED),
              (w, e) -> told.add("another"));
      other.add(Caller.ROOT, path("d"), ALL, (w, e) -> told.add("other"));
      assertThat(again).isSameAs(watch);
      make(mount, "d/n");
      mount.rmdir(Caller.ROOT, path("d/n"));
      assertThat(told).containsExactly("other", "DELETED n", "other");
    }
  }

  @Test
  void whatCannotBeWatched() throws Exception {
    Mount mount = mounted();
    Watcher watcher = mount.watcher();
    assertThat(Fixture.errno(() -> watcher.add(Caller.ROOT, path("none"), ALL, note())))
        .isEqualTo(Errno.ENOENT);
    assertThat(Fixture.errno(() -> watcher.add(Caller.ROOT, path("d/f"), ALL, note())))
        .isEqualTo(Errno.ENOTDIR);
    Caller someone = new Caller(7, 7, Set.of(), 0);
    mount.chmod(Caller.ROOT, path("d"), Follow.FOLLOW, 0711);
    assertThat(Fixture.errno(() -> watcher.add(someone, path("d"), ALL, note())))
        .isEqualTo(Errno.EACCES);
    mount.close();
    assertThat(Fixture.errno(() -> watcher.add(Caller.ROOT, path("d"), ALL, note())))
        .isEqualTo(Errno.EIO);
  }

  @Test
  void aListenerSeesTheChangeAndMayWaitForOthers() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher()) {
      watcher.add(
          Caller.ROOT,
          path("d"),
          ALL,
          (watch, event) -> {
            boolean seen =
                mount.lookup(Caller.ROOT, path("d/" + event.name()), Follow.NOFOLLOW)
                    instanceof Inode;
            told.add(event.kind() + " " + event.name() + " " + seen);
            if (event.name().equals("n")) {
              boolean done =
                  CompletableFuture.runAsync(() -> unchecked(() -> make(mount, "other")))
                      .thenApply(nothing -> true)
                      .completeOnTimeout(false, 5, TimeUnit.SECONDS)
                      .join();
              if (!done) {
                told.add("the lock is held");
              }
            }
          });
      make(mount, "d/n");
      try (OpenFile file = mount.open(Caller.ROOT, path("d/f"), Set.of(OpenFlag.WRITE), 0)) {
        file.write(ByteBuffer.wrap(new byte[1]), 0);
        file.truncate(0);
      }
      mount.unlink(Caller.ROOT, path("d/f"));
      assertThat(told)
          .containsExactly(
              "CREATED n true", "MODIFIED f true", "MODIFIED f true", "DELETED f false");
      assertThat(mount.lookup(Caller.ROOT, path("other"), Follow.NOFOLLOW))
          .isInstanceOf(Inode.class);
    }
  }

  private interface Change {
    void run() throws ErrnoException;
  }

  private static void unchecked(Change change) {
    try {
      change.run();
    } catch (ErrnoException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatAListenerChangesIsToldAfterwards() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher()) {
      watcher.add(
          Caller.ROOT,
          path("d"),
          ALL,
          (watch, event) -> {
            told.add("begin " + event.name());
            if (event.name().equals("n")) {
              unchecked(() -> make(mount, "d/m"));
            }
            told.add("end " + event.name());
          });
      make(mount, "d/n");
      assertThat(told).containsExactly("begin n", "end n", "begin m", "end m");
    }
  }

  @Test
  void whatAListenerThrowsIsTheThreadsAffair() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher()) {
      watcher.add(
          Caller.ROOT,
          path("d"),
          ALL,
          (watch, event) -> {
            throw new IllegalStateException(event.name());
          });
      watcher.add(Caller.ROOT, path("."), ALL, note());
      AtomicReference<Throwable> uncaught = new AtomicReference<>();
      Thread thread =
          new Thread(
              () ->
                  unchecked(
                      () -> {
                        make(mount, "d/n");
                        make(mount, "x");
                      }));
      thread.setUncaughtExceptionHandler((t, thrown) -> uncaught.set(thrown));
      thread.start();
      thread.join();
      assertThat(uncaught.get()).isInstanceOf(IllegalStateException.class).hasMessage("n");
      assertThat(told).containsExactly("CREATED x");
    }
  }

  @Test
  void tooManyWaitingEventsAreAnOverflow() throws Exception {
    int extra = 10;
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher();
        OpenFile file = mount.open(Caller.ROOT, path("d/f"), Set.of(OpenFlag.WRITE), 0)) {
      watcher.add(
          Caller.ROOT,
          path("d"),
          ALL,
          (watch, event) -> {
            told.add(event.kind().name());
            if ("n".equals(event.name())) {
              for (int i = 0; i < Watches.MAX_WAITING + extra; i++) {
                unchecked(() -> file.write(ByteBuffer.wrap(new byte[1]), 0));
              }
            }
          });
      make(mount, "d/n");
      make(mount, "d/m");
      assertThat(told).hasSize(Watches.MAX_WAITING + 3);
      assertThat(told.get(Watches.MAX_WAITING + 1)).isEqualTo("OVERFLOW");
      assertThat(told.get(Watches.MAX_WAITING + 2)).isEqualTo("CREATED");
    }
  }

  @Test
  void unmountingEndsAllWatches() throws Exception {
    Mount mount = mounted();
    Watch watch = mount.watcher().add(Caller.ROOT, path("d"), Set.of(), note());
    Watch closed = mount.watcher().add(Caller.ROOT, path("d"), Set.of(), note());
    closed.close();
    mount.close();
    assertThat(told).containsExactly("GONE");
    assertThat(watch.isOpen()).isFalse();
  }

  @Test
  void aFailedOperationTellsNothing() throws Exception {
    try (Mount mount = mounted();
        Watcher watcher = mount.watcher()) {
      watcher.add(Caller.ROOT, path("d"), ALL, note());
      assertThatThrownBy(() -> make(mount, "d/f")).isInstanceOf(ErrnoException.class);
      assertThatThrownBy(
              () ->
                  mount.setXattr(
                      Caller.ROOT,
                      path("d/f"),
                      Follow.FOLLOW,
                      "user.k",
                      new byte[1],
                      XattrMode.REPLACE))
          .isInstanceOf(ErrnoException.class);
      assertThat(told).isEmpty();
    }
  }
}
