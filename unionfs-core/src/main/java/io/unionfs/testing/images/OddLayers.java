package io.unionfs.testing.images;

import static io.unionfs.testing.images.Shown.Property.ABSENT;
import static io.unionfs.testing.images.Shown.Property.CONTENT;
import static io.unionfs.testing.images.Shown.Property.DIRECTORY;
import static io.unionfs.testing.images.Shown.Property.MODE;
import static io.unionfs.testing.images.Shown.Property.SAME_FILE;
import static io.unionfs.testing.images.Shown.Property.TARGET;

import io.unionfs.testing.images.TarBytes.Header;
import java.util.List;
import java.util.function.Supplier;

/** Layers that change what is below them in ways that tools get wrong. */
final class OddLayers {
  private static final String CHANGES = "OCI image spec 1.1, layer.md, \"Applying Changesets\"";
  private static final String WHITEOUTS = "OCI image spec 1.1, layer.md, \"Whiteouts\"";
  private static final String OPAQUE = "OCI image spec 1.1, layer.md, \"Opaque Whiteout\"";

  private OddLayers() {}

  private static byte[] base() {
    return new TarBytes()
        .directory("dir/")
        .file("dir/a", "lower a\n")
        .file("dir/b", "lower b\n")
        .file("file", "lower file\n")
        .directory("usr/")
        .directory("usr/lib/")
        .file("usr/lib/old", "old\n")
        .symlink("lib", "usr/lib")
        .symlink("link", "file")
        .end();
  }

  private static TarBytes tar() {
    return new TarBytes();
  }

  private static TestCase over(String about, String source, Supplier<byte[]> top) {
    return TestCase.layer(about, options -> base(), options -> top.get()).source(source);
  }

  // ---- what replaces what ----

  static TestCase fileReplacesSymlink() {
    return over(
            "a file in the place of a symbolic link",
            CHANGES,
            () -> tar().file("link", "upper\n").end())
        .shown(
            "the link is replaced, and not written through",
            new Shown("link", CONTENT, "upper\n"),
            new Shown("file", CONTENT, "lower file\n"));
  }

  static TestCase directoryReplacesFile() {
    return over(
            "a directory in the place of a file",
            CHANGES,
            () -> tar().directory("file/").file("file/in", "upper\n").end())
        .shown("it is replaced", new Shown("file/in", CONTENT, "upper\n"));
  }

  static TestCase fileReplacesDirectory() {
    return over(
            "a file in the place of a directory that is not empty",
            CHANGES,
            () -> tar().file("dir", "upper\n").end())
        .shown("it is replaced, with all it holds", new Shown("dir", CONTENT, "upper\n"));
  }

  static TestCase directoryOverDirectory() {
    return over(
            "a directory in the place of a directory, with another mode",
            CHANGES,
            () -> tar().header(new Header("dir/", '5').mode(0700)).end())
        .shown(
            "its attributes are replaced, and what it holds stays",
            new Shown("dir", MODE, "700"),
            new Shown("dir/a", CONTENT, "lower a\n"));
  }

  static TestCase directoryReplacesSymlink() {
    return over(
            "a directory in the place of a symbolic link to a directory",
            CHANGES,
            () -> tar().directory("lib/").file("lib/new", "upper\n").end())
        .shown(
            "the link is replaced",
            new Shown("lib", DIRECTORY, ""),
            new Shown("lib/new", CONTENT, "upper\n"),
            new Shown("usr/lib/new", ABSENT, ""),
            new Shown("usr/lib/old", CONTENT, "old\n"));
  }

  // ---- parents ----

  static TestCase missingParents() {
    return over(
            "a file whose parent directories have no entries",
            CHANGES,
            () -> tar().file("a/b/c/file", "upper\n").end())
        .shown(
            "they are made, with mode 0755",
            new Shown("a/b/c/file", CONTENT, "upper\n"),
            new Shown("a/b", MODE, "755"));
  }

  static TestCase fileUnderSymlink() {
    return over(
            "a file below a symbolic link of the layer below",
            CHANGES,
            () -> tar().file("lib/new", "upper\n").end())
        .shown(
            "parents are resolved in the tree below, as umoci and buildah do",
            new Shown("lib", TARGET, "usr/lib"),
            new Shown("usr/lib/new", CONTENT, "upper\n"));
  }

  static TestCase whiteoutUnderSymlink() {
    return over(
            "a whiteout below a symbolic link of the layer below",
            WHITEOUTS,
            () -> tar().file("lib/.wh.old", "").end())
        .shown(
            "parents are resolved in the tree below, as umoci and buildah do",
            new Shown("lib", TARGET, "usr/lib"),
            new Shown("usr/lib", DIRECTORY, ""),
            new Shown("usr/lib/old", ABSENT, ""));
  }

  // ---- whiteouts ----

  static TestCase whiteout() {
    return over("a whiteout", WHITEOUTS, () -> tar().file("dir/.wh.a", "").end())
        .shown(
            "what is below is hidden, and so is the whiteout",
            new Shown("dir/a", ABSENT, ""),
            new Shown("dir/.wh.a", ABSENT, ""),
            new Shown("dir/b", CONTENT, "lower b\n"));
  }

  static TestCase whiteoutOfMissing() {
    return over(
            "a whiteout of a file that is not there",
            WHITEOUTS,
            () -> tar().file("dir/.wh.never", "").file("never/.wh.there", "").end())
        .shown("nothing is hidden", new Shown("dir/a", CONTENT, "lower a\n"));
  }

  static TestCase whiteoutOfDirectory() {
    return over(
            "a whiteout of a directory that is not empty",
            WHITEOUTS,
            () -> tar().file(".wh.dir", "").end())
        .shown("all of it is hidden", new Shown("dir", ABSENT, ""));
  }

  static TestCase whiteoutAfterFile() {
    return over(
            "a file, and after it a whiteout of it, in one layer",
            WHITEOUTS,
            () -> tar().file("dir/a", "upper\n").file("dir/.wh.a", "").end())
        .shown("whiteouts apply to the layers below only", new Shown("dir/a", CONTENT, "upper\n"));
  }

  static TestCase whiteoutBeforeFile() {
    return over(
            "a whiteout, and after it a file of that name, in one layer",
            WHITEOUTS,
            () -> tar().file("dir/.wh.a", "").file("dir/a", "upper\n").end())
        .shown("whiteouts apply to the layers below only", new Shown("dir/a", CONTENT, "upper\n"));
  }

  static TestCase whiteoutThenDirectory() {
    return over(
            "a whiteout of a directory, and the directory anew, in one layer",
            WHITEOUTS,
            () -> tar().file(".wh.dir", "").directory("dir/").file("dir/new", "upper\n").end())
        .shown(
            "the new directory shows nothing of the old one",
            new Shown("dir/new", CONTENT, "upper\n"),
            new Shown("dir/a", ABSENT, ""),
            new Shown("dir/b", ABSENT, ""));
  }

  private static Shown[] opaqueDirectory() {
    return new Shown[] {
      new Shown("dir/a", ABSENT, ""),
      new Shown("dir/b", CONTENT, "upper b\n"),
      new Shown("dir/c", CONTENT, "upper c\n"),
      new Shown("dir/.wh..wh..opq", ABSENT, "")
    };
  }

  static TestCase opaqueFirst() {
    return over(
            "an opaque mark before the entries of its directory",
            OPAQUE,
            () ->
                tar()
                    .directory("dir/")
                    .file("dir/.wh..wh..opq", "")
                    .file("dir/b", "upper b\n")
                    .file("dir/c", "upper c\n")
                    .end())
        .shown("it hides what is below, and nothing of its own layer", opaqueDirectory());
  }

  static TestCase opaqueLast() {
    return over(
            "an opaque mark after the entries of its directory",
            OPAQUE,
            () ->
                tar()
                    .directory("dir/")
                    .file("dir/b", "upper b\n")
                    .file("dir/c", "upper c\n")
                    .file("dir/.wh..wh..opq", "")
                    .end())
        .shown("it hides what is below, and nothing of its own layer", opaqueDirectory());
  }

  static TestCase opaqueWithoutDirectory() {
    return over(
            "an opaque mark between entries of a directory that has no entry itself",
            OPAQUE,
            () ->
                tar()
                    .file("dir/b", "upper b\n")
                    .file("dir/.wh..wh..opq", "")
                    .file("dir/c", "upper c\n")
                    .end())
        .shown("it hides what is below, and nothing of its own layer", opaqueDirectory());
  }

  static TestCase opaqueRoot() {
    return over(
            "an opaque mark in the root",
            OPAQUE,
            () -> tar().file("new", "upper\n").file(".wh..wh..opq", "").end())
        .shown(
            "the layers below are hidden",
            new Shown("new", CONTENT, "upper\n"),
            new Shown("file", ABSENT, ""),
            new Shown("dir", ABSENT, ""));
  }

  static TestCase aufsFiles() {
    return over(
            "the files that AUFS keeps for itself",
            "aufs(5)",
            () ->
                tar()
                    .directory(".wh..wh.plnk/")
                    .file(".wh..wh.plnk/1.2", "linked\n")
                    .hardLink("linked", ".wh..wh.plnk/1.2")
                    .file(".wh..wh.aufs", "")
                    .directory(".wh..wh.orph/")
                    .end())
        .shown(
            "they are no files of the image, but what is linked to them is",
            new Shown("linked", CONTENT, "linked\n"),
            new Shown(".wh..wh.plnk", ABSENT, ""),
            new Shown(".wh..wh.aufs", ABSENT, ""),
            new Shown(".wh..wh.orph", ABSENT, ""));
  }

  // ---- order, and links ----

  static TestCase duplicateEntries() {
    return over(
            "a name with three entries of different types",
            CHANGES,
            () ->
                tar()
                    .file("twice", "first\n")
                    .directory("twice/")
                    .file("twice/in", "x")
                    .file("twice", "last\n")
                    .end())
        .shown("the last one counts", new Shown("twice", CONTENT, "last\n"));
  }

  static TestCase hardLinkToLower() {
    return over(
            "a hard link to a file of the layer below",
            CHANGES,
            () -> tar().hardLink("again", "file").end())
        .shown(
            "it names the same file",
            new Shown("again", CONTENT, "lower file\n"),
            new Shown("again", SAME_FILE, "file"));
  }

  static TestCase hardLinkUnderSymlink() {
    return over(
            "a hard link whose target is named through a symbolic link",
            CHANGES,
            () -> tar().hardLink("again", "lib/old").end())
        .shown(
            "the target's parents are resolved in the tree below",
            new Shown("again", CONTENT, "old\n"),
            new Shown("again", SAME_FILE, "usr/lib/old"));
  }

  static TestCase hardLinkToReplaced() {
    return over(
            "a hard link to a file of the same layer, which is then replaced",
            CHANGES,
            () ->
                tar()
                    .file("file", "first\n")
                    .hardLink("kept", "file")
                    .file("file", "second\n")
                    .end())
        .shown(
            "entries are applied in order: the link keeps what it was made to",
            new Shown("kept", CONTENT, "first\n"),
            new Shown("file", CONTENT, "second\n"));
  }

  static TestCase hardLinkBeforeTarget() {
    return over(
            "a hard link that stands before its target",
            CHANGES,
            () -> tar().hardLink("early", "later").file("later", "upper\n").end())
        .refusedOrShown(
            "entries are applied in order, and there is no target yet; or it is looked for later",
            new Shown("early", CONTENT, "upper\n"),
            new Shown("later", CONTENT, "upper\n"));
  }

  static TestCase hardLinkToSymlink() {
    return over(
            "a hard link to a symbolic link",
            CHANGES,
            () -> tar().symlink("one", "file").hardLink("two", "one").end())
        .shown(
            "it names the link, and not what that leads to",
            new Shown("two", TARGET, "file"),
            new Shown("two", SAME_FILE, "one"));
  }

  // ---- nothing ----

  static TestCase emptyLayer() {
    return over("a layer without entries", CHANGES, () -> tar().end())
        .shown("nothing is changed", new Shown("file", CONTENT, "lower file\n"));
  }

  static TestCase emptyBlob() {
    return over("a layer of no bytes", CHANGES, () -> new byte[0])
        .refusedOrShown(
            "POSIX ends a tar with two blocks of zeros; many tools take none for an empty tar",
            new Shown("file", CONTENT, "lower file\n"));
  }

  static TestCase sameLayerTwice() {
    return TestCase.layers(
            "an image that has the same layer twice",
            options -> TestLayer.stack(base(), tar().file("dir/.wh.a", "").end(), base()))
        .source("OCI image spec 1.1, config.md, \"rootfs\"")
        .shown("each is applied in its place", new Shown("dir/a", CONTENT, "lower a\n"));
  }

  static TestCase scratch() {
    return TestCase.layers("an image without layers", options -> List.of())
        .only(ImageForm.DOCKER_ARCHIVE, ImageForm.OCI_ARCHIVE, ImageForm.OCI_LAYOUT)
        .source("OCI image spec 1.1, manifest.md, \"layers\"")
        .refusedOrShown("an empty root; \"layers\" should have an entry, says the specification");
  }
}
