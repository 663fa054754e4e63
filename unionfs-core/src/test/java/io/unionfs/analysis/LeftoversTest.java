package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.Leftover.Kind;
import io.unionfs.analysis.Privileged.Right;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What builds leave, and files with more than their users' rights. */
class LeftoversTest {
  @ParameterizedTest
  @CsvSource({
    "var/lib/apt/lists/deb.debian.org_dists_stable_InRelease, PACKAGE_LISTS, /var/lib/apt/lists",
    "var/cache/apt/pkgcache.bin, PACKAGE_LISTS, /var/cache/apt/pkgcache.bin",
    "var/cache/apt/archives/a.deb, PACKAGE_CACHE, /var/cache/apt",
    "var/cache/apk/APKINDEX.tar.gz, PACKAGE_CACHE, /var/cache/apk",
    "var/cache/yum/x86_64/repo, PACKAGE_CACHE, /var/cache/yum",
    "var/cache/dnf/solv, PACKAGE_CACHE, /var/cache/dnf",
    "root/.cache/pip/http/a, LANGUAGE_CACHE, ~/.cache/pip",
    "home/app/.npm/_cacache/index, LANGUAGE_CACHE, ~/.npm",
    "root/.cache/go-build/00/x, LANGUAGE_CACHE, ~/.cache/go-build",
    "go/pkg/mod/cache/download/x, LANGUAGE_CACHE, /go/pkg/mod",
    "root/.m2/repository/org/x.jar, LANGUAGE_CACHE, ~/.m2/repository",
    "root/.composer/cache/files/x, LANGUAGE_CACHE, ~/.composer/cache",
    "tmp/build/x.o, TEMPORARY, /tmp",
    "var/log/dpkg.log, LOG, /var/log",
    "srv/app/.git/objects/pack/p, VERSION_CONTROL, **/.git",
    ".git/HEAD, VERSION_CONTROL, **/.git"
  })
  void aPlaceIsKnown(String path, Kind kind, String place) throws IOException {
    List<Leftover> found = Made.analysis(Tar.of().file(path, 10).layer()).leftovers();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).kind()).isEqualTo(kind);
    assertThat(found.get(0).place()).isEqualTo(place);
    assertThat(found.get(0).live()).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var/lib/apt/listsx/a",
        "usr/var/log/a",
        "srv/tmp/a",
        "home/.npm/a",
        "a.git/b",
        ".gitignore",
        "tmpfile",
        "var/cache/aptitude/a",
        "srv/x.pyc"
      })
  void whatLooksLikeAPlaceIsNone(String path) throws IOException {
    assertThat(Made.analysis(Tar.of().file(path, 10).layer()).leftovers()).isEmpty();
  }

  @Test
  void emptyFilesLeaveNothing() throws IOException {
    assertThat(Made.analysis(Tar.of().file("var/lib/apt/lists/lock", 0).layer()).leftovers())
        .isEmpty();
  }

  @Test
  void whatALaterLayerRemovesIsStillPaidForByTheOneThatHoldsIt() throws IOException {
    Layer update =
        Tar.of().file("var/lib/apt/lists/a", 100).file("var/lib/apt/lists/b", 30).layer();
    Analysis analysis = Made.analysis(update, Tar.of().whiteout("var/lib/apt/lists/a").layer());
    assertThat(analysis.leftovers())
        .containsExactly(
            new Leftover(
                Kind.PACKAGE_LISTS, "apt's package lists", "/var/lib/apt/lists", 0, 2, 30, 100));
  }

  @Test
  void bytecodeIsLookedForOnlyIfAsked() throws IOException {
    ImageLayers image = Made.image(Tar.of().file("usr/lib/x.pyc", 10).layer());
    assertThat(Analysis.of(image, AnalysisOptions.defaults()).leftovers()).isEmpty();
    AnalysisOptions all = AnalysisOptions.defaults().withLeftovers(EnumSet.allOf(Kind.class));
    assertThat(Analysis.of(image, all).leftovers()).hasSize(1);
    AnalysisOptions none = AnalysisOptions.defaults().withLeftovers(Set.of());
    assertThat(Analysis.of(image, none).leftovers()).isEmpty();
  }

  @Test
  void filesThatGiveRightsAreFoundWhereTheImageShowsThem() throws IOException {
    byte[] text = {1};
    Attributes plain = Attributes.of(0755, Tar.TIME);
    Layer base =
        Tar.of()
            .file(
                "bin/cap",
                text,
                plain.withXattrs(Xattrs.of(Map.of("security.capability", new byte[20]))))
            .file("bin/gone", text, plain.withMode(04755))
            .file("bin/plain", text, plain)
            .file("bin/setgid", text, plain.withMode(02755))
            .file("bin/su", text, plain.withMode(04755).withOwner(1, 2))
            .file("bin/tamed", text, plain.withMode(04755))
            .file("etc/open", text, plain.withMode(0666))
            .symlink("etc/link", "open")
            .layer();
    Layer top =
        Layer.builder()
            .whiteout("bin/gone")
            .file("bin/tamed", "x")
            .directory("shared")
            .with("shared", attributes -> attributes.withMode(0777))
            .directory("tmp")
            .with("tmp", attributes -> attributes.withMode(01777))
            .build();
    assertThat(Made.analysis(base, top).privileged())
        .containsExactly(
            new Privileged("bin/cap", 0, Set.of(Right.CAPABILITIES), 0755, 0, 0),
            new Privileged("bin/setgid", 0, Set.of(Right.SETGID), 02755, 0, 0),
            new Privileged("bin/su", 0, Set.of(Right.SETUID), 04755, 1, 2),
            new Privileged("etc/open", 0, Set.of(Right.WORLD_WRITABLE), 0666, 0, 0),
            new Privileged("shared", 1, Set.of(Right.WORLD_WRITABLE), 0777, 0, 0));
  }
}
