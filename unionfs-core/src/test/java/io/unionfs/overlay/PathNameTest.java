package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "file-007", "Stra\u00dfe", "\u03bb", "\ud83d\ude00", "\udc80"})
  void itsHashesAreThoseOfTheNames(String name) {
    PathName path = PathName.ofNames("x", name);
    assertThat(path.hash(1)).isEqualTo(NameTrie.hash(name));
    assertThat(PathName.relative(name).hash(0)).isEqualTo(NameTrie.hash(name));
    assertThat(PathName.parse("/x/" + name).hash(1)).isEqualTo(NameTrie.hash(name));
  }

  @Test
  void itKeepsTheTreesStringsOnceItIsLookedUpAgain() throws Exception {
    Layer layer = Layer.builder().file("dir/file", Content.EMPTY).build();
    try (Mount mount = new MountBuilder().lower(layer).mount()) {
      String name = new String("file");
      PathName path = PathName.ofNames("dir", name);
      Lookup first = mount.lookup(Caller.ROOT, path, Follow.FOLLOW);
      assertThat(path.name(1)).isSameAs(name);
      Lookup second = mount.lookup(Caller.ROOT, path, Follow.FOLLOW);
      assertThat(path.name(1)).isEqualTo(name).isNotSameAs(name);
      assertThat(mount.lookup(Caller.ROOT, path, Follow.FOLLOW)).isSameAs(first).isSameAs(second);
    }
  }
}
