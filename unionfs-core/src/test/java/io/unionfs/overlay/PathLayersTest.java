package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Entry;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.LayerEntry.Held;
import io.unionfs.overlay.OverlayOptions.Index;
import io.unionfs.overlay.OverlayOptions.Metacopy;
import io.unionfs.overlay.OverlayOptions.RedirectDir;
import io.unionfs.overlay.Provenance.Says;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What each layer says of a path, and what of the writable layer was copied up. */
class PathLayersTest {
  private static final int UPPER = TraceEvent.UPPER;
  private static final OverlayOptions REDIRECT = OverlayOptions.DEFAULT.with(RedirectDir.ON);
  private static final TreeLayer BASE =
      Layer.builder()
          .file("d/sub/f", "data")
          .file("d/g", "more")
          .file("h1", "linked")
          .hardLink("h2", "h1")
          .symlink("lib", "d/sub")
          .build();

  @RegisterExtension private final MarkedUpper upper = new MarkedUpper();

  private static PathLayers layers(Fixture union, String path) throws ErrnoException {
    return union.mount.layersOf(Fixture.path(path));
  }

  @Test
  void ofEveryPathEachLayerSaysWhatItsOwnTreeSays() throws Exception {
    int whiteouts = 0;
    int opaque = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      List<Layer> stack = RandomLayers.stack(random, 3);
      try (Fixture union = Fixture.of(stack.toArray(Layer[]::new))) {
        change(union, random);
        List<TreeLayer> trees = new ArrayList<>();
        stack.forEach(layer -> trees.add((TreeLayer) layer));
        trees.add(union.mount.toLayer("upper"));
        for (String path : RandomLayers.allPaths()) {
          PathLayers found = layers(union, path);
          if (isBelowALink(union, path)) {
            continue; // Its layers are asked for another path.
          }
          assertThat(found.path()).isEqualTo(path);
          for (int i = 0; i < trees.size(); i++) {
            LayerEntry entry = found.entry(i == stack.size() ? UPPER : i).orElse(null);
            assertThat(text(entry))
                .as("%d %s %d", seed, path, i)
                .isEqualTo(text(trees.get(i), path));
            whiteouts += entry instanceof LayerEntry.Whiteout ? 1 : 0;
            opaque += entry instanceof LayerEntry.OpaqueAbove ? 1 : 0;
          }
          assertThat(voices(found)).as("%d %s", seed, path).isEqualTo(voices(union, path));
        }
      }
    }
    assertThat(whiteouts).isPositive();
    assertThat(opaque).isPositive();
  }

  private static void change(Fixture union, Random random) throws IOException {
    List<String> paths = RandomLayers.allPaths();
    for (int i = 0; i < 40; i++) {
      String path = paths.get(random.nextInt(paths.size()));
      Fixture.errno(
          () -> {
            switch (random.nextInt(5)) {
              case 0 -> union.unlink(path);
              case 1 -> union.rmdir(path);
              case 2 -> union.mkdir(path);
              case 3 -> union.chmod(path, 0700);
              default -> union.write(path, "new");
            }
          });
    }
  }

  private static boolean isBelowALink(Fixture union, String path) {
    for (int at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) {
      Lookup found =
          union.mount.lookup(Caller.ROOT, Fixture.path(path.substring(0, at)), Follow.NOFOLLOW);
      if (found instanceof Inode inode && inode.type() == FileType.SYMLINK) {
        return true;
      }
    }
    return false;
  }

  private static String text(LayerEntry entry) {
    if (entry == null) {
      return "nothing";
    } else if (entry instanceof Held held) {
      Stat stat = held.stat();
      String size = stat.type() == FileType.DIRECTORY ? "" : " " + stat.size();
      return stat.type()
          + " "
          + Integer.toOctalString(stat.attributes().mode())
          + size
          + " "
          + held.opacity()
          + " "
          + held.target();
    } else if (entry instanceof LayerEntry.NoDirectory found) {
      return found.type() + " at " + found.path();
    }
    return entry.getClass().getSimpleName() + " " + entry.path();
  }

  /** The same, by the layer's tree alone. */
  private static String text(TreeLayer layer, String path) throws IOException {
    Entry at = layer.root();
    String nothing = "nothing";
    String so = "";
    for (String name : path.substring(1).split("/")) {
      if (!(at instanceof Entry.Directory directory)) {
        return at instanceof Entry.Whiteout
            ? "Whiteout " + so
            : ((Entry.Node) at).type() + " at " + so;
      }
      if (!so.isEmpty() && directory.opacity() == Opacity.OPAQUE) {
        nothing = "OpaqueAbove " + so;
      }
      so += "/" + name;
      at = directory.lookup(name);
      if (at == null) {
        return nothing;
      }
    }
    if (at instanceof Entry.Whiteout) {
      return "Whiteout " + so;
    }
    Entry.Node node = (Entry.Node) at;
    String size = "";
    String target = "Optional.empty";
    Opacity opacity = Opacity.TRANSPARENT;
    if (node instanceof Entry.File file) {
      size = " " + file.content().size();
    } else if (node instanceof Entry.Symlink link) {
      size = " " + link.target().length();
      target = "Optional[" + link.target() + "]";
    } else if (node instanceof Entry.Directory directory) {
      opacity = directory.opacity();
    }
    String mode = Integer.toOctalString(node.attributes().mode());
    return node.type() + " " + mode + size + " " + opacity + " " + target;
  }

  private static List<String> voices(PathLayers found) {
    List<String> voices = new ArrayList<>();
    for (LayerEntry entry : found.entries()) {
      if (entry instanceof Held held) {
        voices.add(entry.layer() + " " + held.says());
      } else if (entry instanceof LayerEntry.Whiteout && entry.path().equals(found.path())) {
        voices.add(entry.layer() + " " + Says.WHITEOUT);
      }
    }
    return voices;
  }

  /** What the provenance tells, where that knows the path. */
  private static List<String> voices(Fixture union, String path) throws ErrnoException {
    try {
      return union.mount.provenance(Fixture.path(path)).voices().stream()
          .map(voice -> voice.layer() + " " + voice.says())
          .toList();
    } catch (ErrnoException e) {
      PathLayers found = layers(union, path);
      assertThat(found.shown()).isEmpty();
      return voices(found);
    }
  }

  @Test
  void linksOnTheWayAreFollowedAsFarAsThereIsAnything() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      assertThat(layers(union, "/lib/f").path()).isEqualTo("/d/sub/f");
      assertThat(layers(union, "/lib").path()).isEqualTo("/lib");
      assertThat(layers(union, "/lib/./../g").path()).isEqualTo("/d/g");
      assertThat(layers(union, "/lib/no/where").path()).isEqualTo("/d/sub/no/where");
      assertThat(layers(union, "/lib/f/below").entries())
          .containsExactly(new LayerEntry.NoDirectory(0, "/d/sub/f", FileType.REGULAR));
      assertThat(layers(union, "/").shown()).isPresent();
    }
  }

  @Test
  void whatMovedWithItsDirectoryIsFoundUnderItsNameInTheLayer() throws Exception {
    try (Fixture union = upper.mount(REDIRECT, BASE)) {
      union.rename("/d", "/e");
      union.rename("/e/sub", "/moved");
      assertMoved(union);
    }
    try (Fixture union = upper.mount(REDIRECT, BASE)) {
      assertMoved(union); // by its marks
    }
  }

  private static void assertMoved(Fixture union) throws ErrnoException {
    assertThat(places(union, "/e/g")).containsExactly("0 /d/g SHOWN");
    assertThat(places(union, "/moved/f")).containsExactly("0 /d/sub/f SHOWN");
    assertThat(places(union, "/moved")).containsExactly("-1 /moved SHOWN", "0 /d/sub SHOWN");
    assertThat(layers(union, "/d/sub/f").entries().get(0))
        .isEqualTo(new LayerEntry.Whiteout(UPPER, "/d"));
  }

  private static List<String> places(Fixture union, String path) throws ErrnoException {
    return layers(union, path).entries().stream()
        .map(entry -> entry.layer() + " " + entry.path() + " " + ((Held) entry).says())
        .toList();
  }

  @Test
  void inLowerLayersRedirectsLeadToo() throws Exception {
    TreeLayer above =
        Layer.builder().redirectedDirectory("x", "/d").redirectedDirectory("x/s", "sub").build();
    try (Fixture union = upper.mount(REDIRECT, BASE, above)) {
      assertThat(places(union, "/x/s/f")).containsExactly("0 /d/sub/f SHOWN");
      assertThat(places(union, "/x/s")).containsExactly("1 /x/s SHOWN", "0 /d/sub SHOWN");
    }
  }

  @Test
  void whatWasCopiedUpIsKnownAfterTheNextMountToo() throws Exception {
    try (Fixture union = upper.mount(OverlayOptions.DEFAULT, BASE)) {
      union.append("/d/g", "!");
      union.rename("/d/g", "/d/renamed");
      union.write("/d/new", "new");
      assertThat(copies(union)).containsExactly("/d from layer 0, 0 bytes", RENAMED);
    }
    try (Fixture union = upper.mount(OverlayOptions.DEFAULT, BASE)) {
      assertThat(copies(union)).containsExactly("/d from layer 0, 0 bytes", RENAMED);
      assertThat(((Held) layers(union, "/d/renamed").entries().get(0)).copiedFrom()).hasValue(0);
      assertThat(((Held) layers(union, "/d/new").entries().get(0)).copiedFrom()).isEmpty();
    }
  }

  private static final String RENAMED = "/d/renamed from layer 0, 5 bytes";

  private static List<String> copies(Fixture union) throws ErrnoException {
    return union.mount.copiedUp().stream().map(CopiedUp::toString).toList();
  }

  @Test
  void ofDataThatIsStillBelowNoBytesAreCounted() throws Exception {
    try (Fixture union = upper.mount(REDIRECT.with(Metacopy.ON), BASE)) {
      union.chmod("/d/g", 0600);
      assertThat(copies(union)).contains("/d/g from layer 0, 0 bytes");
      assertThat(places(union, "/d/g")).containsExactly("-1 /d/g SHOWN", "0 /d/g DATA");
      union.append("/d/g", "!");
      assertThat(copies(union)).contains("/d/g from layer 0, 5 bytes");
    }
  }

  @Test
  void aCopyOfOneNameOfSeveralIsOneUnderIndexOnOnly() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      union.chmod("/h1", 0600);
      assertThat(copies(union)).isEmpty();
      assertThat(places(union, "/h2")).containsExactly("0 /h2 SHOWN");
    }
    try (Fixture union = upper.mount(OverlayOptions.DEFAULT.with(Index.ON), BASE)) {
      union.chmod("/h1", 0600);
      assertThat(copies(union))
          .containsExactly("/h1 from layer 0, 6 bytes", "/h2 from layer 0, 6 bytes");
      assertThat(places(union, "/h2")).containsExactly("-1 /h2 SHOWN", "0 /h2 HIDDEN");
    }
  }
}
