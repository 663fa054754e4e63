package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.analysis.AnalysisOptions.FileLists;
import io.unionfs.analysis.FileRecord.State;
import io.unionfs.json.Document;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What each layer says of each path. */
class FileListTest {
  private static Analysis listed(Layer... layers) throws IOException {
    return Analysis.of(Made.image(layers), AnalysisOptions.defaults().withFiles(FileLists.KEPT));
  }

  private static List<String> states(Analysis analysis, int layer) {
    return analysis.files(layer).stream().map(file -> file.state() + " " + file.path()).toList();
  }

  @Test
  void aLayerAddsChangesTouchesRepeatsAndRemoves() throws IOException {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    Attributes plain = Attributes.of(0644, Tar.TIME);
    Analysis analysis =
        listed(
            Tar.of()
                .directory("d")
                .file("d/changed", "old")
                .file("d/chmod", text, plain)
                .file("d/gone", 9)
                .file("d/same", text, plain)
                .symlink("d/link", "here")
                .file("d/type", 3)
                .layer(),
            Tar.of()
                .directory("d")
                .file("d/added", 4)
                .file("d/changed", "new")
                .file("d/chmod", text, plain.withMode(0600))
                .whiteout("d/gone")
                .symlink("d/link", "there")
                .file("d/same", text, plain)
                .symlink("d/type", "x")
                .layer());
    assertThat(states(analysis, 0)).allMatch(line -> line.startsWith("ADDED "));
    assertThat(states(analysis, 1))
        .containsExactly(
            "SAME d",
            "ADDED d/added",
            "CHANGED d/changed",
            "METADATA d/chmod",
            "REMOVED d/gone",
            "CHANGED d/link",
            "SAME d/same",
            "CHANGED d/type");
  }

  @Test
  void aRecordHoldsWhatLsShows() throws IOException {
    Attributes attributes =
        new Attributes(
            04755, 7, 8, Tar.TIME, Tar.TIME, Tar.TIME, Xattrs.of(Map.of("user.x", new byte[] {1})));
    Analysis analysis =
        listed(
            Tar.of()
                .file("a", "abc".getBytes(StandardCharsets.UTF_8), attributes)
                .link("b", "a")
                .symlink("l", "a")
                .layer());
    assertThat(analysis.files(0).get(0))
        .isEqualTo(
            new FileRecord(
                "a",
                State.ADDED,
                FileType.REGULAR,
                3,
                04755,
                7,
                8,
                Optional.of(Tar.TIME),
                Optional.empty(),
                List.of("user.x"),
                2,
                false));
    assertThat(analysis.files(0).get(2).target()).contains("a");
  }

  @Test
  void whatIsRemovedIsToldWithTheBytesThatNoOneSeesAnyMore() throws IOException {
    Analysis analysis =
        listed(
            Tar.of().directory("d").file("d/a", 5).file("d/s/b", 6).layer(),
            Tar.of().whiteout("d").layer());
    FileRecord removed = analysis.files(1).get(0);
    assertThat(removed.state()).isEqualTo(State.REMOVED);
    assertThat(removed.type()).isEqualTo(FileType.DIRECTORY);
    assertThat(removed.size()).isEqualTo(11);
    assertThat(removed.modified()).isEmpty();
  }

  @Test
  void anOpaqueDirectoryIsMarked() throws IOException {
    Analysis analysis =
        listed(Tar.of().file("d/a", 5).layer(), Tar.of().directory("d").opaque("d").layer());
    assertThat(analysis.files(1)).extracting(FileRecord::opaque).containsExactly(true);
  }

  @Test
  void thereIsNoListUnlessItIsAskedFor() throws IOException {
    Analysis analysis = Made.analysis(Tar.of().file("a", 5).layer());
    assertThat(analysis.files(0)).isEmpty();
    assertThat(Made.json(analysis)).doesNotContain("\"files\":[");
  }

  @Test
  void theListIsPartOfTheJsonLayerByLayer() throws IOException {
    Analysis analysis =
        listed(
            Tar.of().file("a", 5).symlink("l", "a").layer(),
            Tar.of().layer(),
            Tar.of().whiteout("a").layer());
    Document report =
        Document.parse("report", Made.json(analysis).getBytes(StandardCharsets.UTF_8));
    List<Document> lists = report.objects("files");
    // The second layer has a root and nothing in it.
    assertThat(lists).extracting(list -> list.number("layer")).containsExactly(0L, 2L);
    Document file = lists.get(0).objects("files").get(0);
    assertThat(file.text("path")).isEqualTo("a");
    assertThat(file.text("state")).isEqualTo("added");
    assertThat(file.text("type")).isEqualTo("regular");
    assertThat(file.text("mode")).isEqualTo("0644");
    assertThat(file.text("mtime")).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(file.number("size")).isEqualTo(5);
    assertThat(lists.get(0).objects("files").get(1).text("target")).isEqualTo("a");
    assertThat(lists.get(1).objects("files").get(0).text("state")).isEqualTo("removed");
  }
}
