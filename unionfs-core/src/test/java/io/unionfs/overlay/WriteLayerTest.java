package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a mount changed, as a layer archive. */
class WriteLayerTest {
  private static final Instant TIME = Instant.parse("2001-02-03T04:05:06.000000007Z");

  private static Layer base() {
    return Layer.builder()
        .time(TIME)
        .file("a/b/file", "content")
        .file("a/b/other", "other")
        .file("linked", "l")
        .hardLink("a/link", "linked")
        .directory("empty")
        .build();
  }

  private static void roundTrip(Layer base, Mount mount) throws Exception {
    byte[] tar = TarOf.changes(mount);
    assertThat(TarOf.shown(List.of(base, TarOf.layer(tar)))).isEqualTo(TarOf.shown(mount));
    assertThat(TarOf.changes(mount)).isEqualTo(tar);
    assertThat(TarOf.shown(List.of(TarOf.layer(TarOf.tree(mount))))).isEqualTo(TarOf.shown(mount));
  }

  @Test
  void anUntouchedMountGivesAnEmptyLayer() throws Exception {
    try (Fixture union = Fixture.of(base())) {
      assertThat(TarOf.words(TarOf.changes(union.mount))).isEmpty();
    }
  }

  @Test
  void whatChangedIsInIt() throws Exception {
    Layer base = base();
    try (Fixture union = Fixture.of(base)) {
      union.write("/a/b/file", "changed");
      union.unlink("/a/b/other");
      union.write("/new", "new");
      union.link("/a/new", "/new");
      assertThat(TarOf.words(TarOf.changes(union.mount)))
          .containsExactly("/", "a/", "a/b/", "-a/b/other", "a/b/file", "a/new", "new=a/new");
      roundTrip(base, union.mount);
    }
  }
}
