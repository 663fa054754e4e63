package io.unionfs.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.json.Document;
import io.unionfs.layer.Layer;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, whatever names an image has, as text and in a browser. */
class HtmlReportTest {
  /** Each would set the title if a browser took it for more than a name. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>document.title='taken'<!",
          "</script><img src=x onerror=document.title='taken'>",
          "\"><svg onload=document.title='taken'>",
          "' onmouseover='document.title=1",
          "<!--<script>",
          "]]>",
          "`${document.title='taken'}`",
          "\u202egnp.exe",
          "\u2028\u2029",
          "\u001b[31mred",
          "&lt;b&gt;");

  @TempDir private Path directory;

  private static Analysis hostile() throws IOException {
    Tar base = Tar.of();
    Tar top = Tar.of();
    for (int i = 0; i < HOSTILE.size(); i++) {
      // A slash parts names.
      String name = HOSTILE.get(i).replace('/', '\u2215').replace("\u2215script", "/script");
      base.file("d" + i + "/" + name, 1000 + i).file("tmp/" + name, 500 + i);
      top.whiteout("d" + i);
    }
    ImageLayers image =
        Made.image(
            HOSTILE.get(1),
            List.of(base.layer(), top.layer()),
            HOSTILE,
            Map.of("PASSWORD" + HOSTILE.get(0), "x"));
    return Analysis.of(image, AnalysisOptions.defaults());
  }

  @Test
  void namesOfAnImageAreTextInThePageAndNeverMarkup() throws IOException {
    String page = Made.html(hostile());
    // Its own script and its two documents, and no other element that an image made.
    assertThat(count(page, "<script")).isEqualTo(3);
    assertThat(count(page, "</script")).isEqualTo(3);
    assertThat(page)
        .doesNotContain("<img")
        .doesNotContain("<svg onload")
        .doesNotContain("<!--")
        .doesNotContain("\u202e")
        .doesNotContain("\u2028")
        .doesNotContain("\u001b")
        .contains("&amp;lt;b&amp;gt;");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  @Test
  void thePageNeedsNothingFromAnywhereAndItsPolicySaysSo() throws IOException {
    String page = Made.html(Made.analysis(Tar.of().file("a", 5).layer()));
    assertThat(page)
        .contains("default-src 'none'")
        .doesNotContain("unsafe-inline")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("src=")
        .doesNotContain("href=")
        .doesNotContain("url(")
        .doesNotContain("style=\"");
  }

  @Test
  void theTreeOfThePageHasEveryByteOfTheImage() throws IOException {
    Analysis analysis =
        Made.analysis(
            Tar.of().file("d/x", 100).file("d/y", 7).layer(),
            Tar.of().file("d/x", 50).layer(),
            Tar.of().directory("d/x").file("d/x/z", 20).layer());
    Document tree = tree(analysis);
    assertThat(tree.number("d")).isEqualTo(150);
    assertThat(tree.number("l")).isEqualTo(27);
    Document directory = tree.objects("c").get(0);
    assertThat(directory.text("n")).isEqualTo("d");
    assertThat(directory.text("w")).isEqualTo("overwritten");
    // One path was two files that are dead, and is a directory: each is by itself.
    assertThat(directory.objects("c"))
        .extracting(child -> child.text("n") + " " + child.number("d") + " " + child.number("l"))
        .containsExactlyInAnyOrder("x 100 0", "x 50 0", "x 0 20", "y 0 7");
    Document dead = directory.objects("c").get(0);
    assertThat(dead.number("p")).isZero();
    assertThat(dead.number("k")).isEqualTo(1);
  }

  private static Document tree(Analysis analysis) throws IOException {
    Matcher matcher =
        Pattern.compile("id=\"tree\">(.*?)</script>", Pattern.DOTALL).matcher(Made.html(analysis));
    assertThat(matcher.find()).isTrue();
    return Document.parse("tree", matcher.group(1).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPageOfAHugeImageStaysSmall() throws IOException {
    Tar tar = Tar.of();
    for (int i = 0; i < 20_000; i++) {
      tar.file("d" + i % 100 + "/e" + i % 7 + "/f" + i, 1);
    }
    Layer layer = tar.layer();
    String page = Made.html(Made.analysis(layer, Tar.of().whiteout("d3").layer()));
    assertThat(page.length()).isLessThan(1_500_000);
  }

  @Test
  void aBrowserShowsTheMapAndRunsNothingThatAnImageSays() throws Exception {
    String dom = rendered(hostile());
    assertThat(dom).doesNotContain("<title>taken").doesNotContain("<img");
    Matcher tiles = Pattern.compile("<button[^>]*class=\"tile\"").matcher(dom);
    // Of each name that is dead there is a directory.
    assertThat(tiles.results().count()).isEqualTo(HOSTILE.size());
    assertThat(dom)
        .contains("aria-label=\"/d0, a directory, 1 kB dead, 0 B live\"")
        .contains("aria-pressed=\"true\">Waste")
        .containsPattern("<section id=\"map\">")
        .containsPattern("style=\"left: 0px; top: 0px; width: [1-9]");
  }

  @Test
  void aBrowserShowsAllBytesOfAnImageThatWastesNone() throws Exception {
    String dom = rendered(Made.analysis(Tar.of().file("a", 10).file("b", 30).layer()));
    assertThat(dom)
        .contains("aria-pressed=\"true\">All bytes")
        .contains("aria-label=\"/b, 0 B dead, 30 B live\"");
  }

  /** What chromium makes of the page. */
  private String rendered(Analysis analysis) throws Exception {
    Path browser = Path.of("/usr/bin/chromium");
    assumeTrue(Files.isExecutable(browser), "chromium is not installed: the page is not rendered");
    Path page = Files.writeString(directory.resolve("page.html"), Made.html(analysis));
    File out = directory.resolve("dom").toFile();
    Process process =
        new ProcessBuilder(
                browser.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + directory.resolve("profile"),
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(out)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("chromium is done in time").isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(out.toPath());
  }
}
