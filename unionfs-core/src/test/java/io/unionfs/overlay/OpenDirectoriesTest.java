package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.concurrency.Meanwhile;
import io.unionfs.layer.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who holds a directory open is led to what took its place, while others come and go. */
@Timeout(120)
class OpenDirectoriesTest {
  private static final int ROUNDS = 500_000;

  private static Directory at(Mount mount, String path) {
    return (Directory) mount.lookup(Caller.ROOT, path(path), Follow.FOLLOW);
  }

  @Test
  void aHandleIsLedOnWhileAnotherDirectoryIsOpenedAndRemoved() throws Exception {
    Layer layer = Layer.builder().directory("a").directory("b").build();
    try (Mount mount = new MountBuilder().lower(layer).mount();
        Meanwhile meanwhile = new Meanwhile()) {
      Directory root = at(mount, "/");
      Directory other = at(mount, "/b");
      Directory[] versions = {at(mount, "/a"), null};
      mount.chmod(Caller.ROOT, path("/a"), Follow.FOLLOW, 0700);
      versions[1] = at(mount, "/a");
      OpenDirectories directories = new OpenDirectories(number -> {});
      OpenDirectories.Handle held = directories.open(() -> root, root, versions[0], path("/a"));
      meanwhile.again(
          "opens",
          () -> {
            directories.close(directories.open(() -> root, root, other, path("/b")));
            return true;
          });
      for (int round = 0; meanwhile.goesOn(round < ROUNDS); round++) {
        directories.removed(other);
        Directory now = versions[round % 2];
        directories.replaced(now);
        assertThat(held.current()).as("round %d", round).isSameAs(now);
      }
      meanwhile.end();
    }
  }
}
