package io.unionfs.testing.images;

import static io.unionfs.testing.images.Shown.Property.ABSENT;
import static io.unionfs.testing.images.Shown.Property.CONTENT;
import static io.unionfs.testing.images.Shown.Property.DIRECTORY;
import static io.unionfs.testing.images.Shown.Property.MODE;
import static io.unionfs.testing.images.Shown.Property.TARGET;

import io.unionfs.testing.images.TarBytes.Header;
import java.util.List;

/** Layers that reach for what is outside of the image's root. */
final class Escapes {
  private static final String PASSWD = "of the image\n";
  private static final String PARENTS =
      "an entry's parents are resolved inside the root, as the kernel does under chroot(2), or the"
          + " layer is refused";
  private static final String LAYER_SPEC = "OCI image spec 1.1, layer.md, \"Applying Changesets\"";

  private Escapes() {}

  private static byte[] base(TestImageOptions options) {
    return new TarBytes()
        .directory("etc/")
        .file("etc/passwd", PASSWD)
        .directory("dir/")
        .symlink("out", options.above())
        .symlink("abs", options.target())
        .symlink("one", "two")
        .symlink("two", options.above())
        .symlink("link", options.target() + "/victim")
        .end();
  }

  private static List<Shown> escaped(TestImageOptions options) {
    return List.of(
        new Shown(options.inRoot() + "/escaped", CONTENT, "inside\n"),
        new Shown("etc/passwd", CONTENT, PASSWD));
  }

  private static TarBytes tar() {
    return new TarBytes();
  }

  static TestCase dotDotName() {
    return TestCase.layer(
            "a name with enough \"..\" to come to the root of the host",
            Escapes::base,
            options -> tar().file(options.above() + "/escaped", "inside\n").end())
        .source("CWE-22; tar(1), --absolute-names")
        .refusedOrShown(
            "refused, or the name is cut off at the image's root, as the kernel does under chroot(2)",
            new Shown("etc/passwd", CONTENT, PASSWD));
  }

  static TestCase absoluteName() {
    return TestCase.layer(
            "a name that begins with a slash",
            Escapes::base,
            options -> tar().file(options.target() + "/escaped", "inside\n").end())
        .source("CWE-36; tar(1), --absolute-names")
        .refusedOrShown("the slash is the image's root", Escapes::escaped);
  }

  static TestCase absoluteSymlinkParent() {
    return TestCase.layer(
            "a file below a symbolic link of the layer below, which is absolute",
            Escapes::base,
            options -> tar().file("abs/escaped", "inside\n").end())
        .cve("CVE-2014-9356")
        .refusedOrShown(PARENTS, Escapes::escaped);
  }

  static TestCase relativeSymlinkParent() {
    return TestCase.layer(
            "a file below a symbolic link of the layer below, with enough \"..\"",
            Escapes::base,
            options -> tar().file("out/escaped", "inside\n").end())
        .cve("CVE-2014-6407")
        .refusedOrShown(PARENTS, Escapes::escaped);
  }

  static TestCase symlinkThenFile() {
    return TestCase.layer(
            "a symbolic link, and then a file below it, in one layer",
            Escapes::base,
            options -> tar().symlink("new", options.target()).file("new/escaped", "inside\n").end())
        .cve("CVE-2014-6407")
        .refusedOrShown(PARENTS, Escapes::escaped);
  }

  static TestCase chainedSymlinkParents() {
    return TestCase.layer(
            "parents that are symbolic links to one another, none of which leads out by itself",
            Escapes::base,
            options ->
                tar()
                    .symlink("a", "dir")
                    .symlink("dir/b", "..")
                    .symlink("dir/c", "b/" + options.above())
                    .file("a/c/escaped", "inside\n")
                    .end())
        .cve("CVE-2020-27833")
        .refusedOrShown(PARENTS, Escapes::escaped);
  }

  static TestCase linkedLinkParent() {
    return TestCase.layer(
            "a file below a symbolic link to a symbolic link of the layer below",
            Escapes::base,
            options -> tar().file("one/escaped", "inside\n").end())
        .cve("CVE-2020-27833")
        .refusedOrShown(PARENTS, Escapes::escaped);
  }

  static TestCase hardLinkOut() {
    return TestCase.layer(
            "a hard link to a file of the host, by \"..\"",
            Escapes::base,
            options -> tar().hardLink("leak", options.above() + "/victim").end())
        .cve("CVE-2014-6407")
        .refused("the target is looked for inside the root, where there is none");
  }

  static TestCase hardLinkThroughSymlink() {
    return TestCase.layer(
            "a hard link to a file of the host, through a symbolic link",
            Escapes::base,
            options -> tar().hardLink("leak", "abs/victim").end())
        .cve("CVE-2014-6407")
        .refused("the target is looked for inside the root, where there is none");
  }

  static TestCase hardLinkAbsolute() {
    return TestCase.layer(
            "a hard link whose target begins with a slash",
            Escapes::base,
            options -> tar().hardLink("again", "/etc/passwd").end())
        .source(LAYER_SPEC)
        .refusedOrShown(
            "the slash is the image's root, so it is the image's own file",
            new Shown("again", CONTENT, PASSWD));
  }

  static TestCase rootIsSymlink() {
    return TestCase.layer(
            "a symbolic link named \"/.\", in the place of the root",
            Escapes::base,
            options -> tar().symlink("/.", options.target()).file("escaped", "x").end())
        .cve("CVE-2021-29136")
        .refused("the root is a directory, and nothing replaces it");
  }

  static TestCase rootIsFile() {
    return TestCase.layer(
            "a regular file named \"./\", in the place of the root",
            Escapes::base,
            options -> tar().entry(new Header("./", '0'), TarBytes.latin1("x")).end())
        .source(LAYER_SPEC)
        .refused("the root is a directory, and nothing replaces it");
  }

  static TestCase hardLinkToSymlinkMode() {
    return TestCase.layer(
            "a hard link to a symbolic link, with a mode that is set by following it",
            Escapes::base,
            options -> tar().header(new Header("alias", '1').link("link").mode(0777)).end())
        .cve("CVE-2021-32760")
        .shown(
            "the hard link is another name of the symbolic link; what that leads to keeps its mode",
            options -> List.of(new Shown("alias", TARGET, options.target() + "/victim")));
  }

  static TestCase fileOverLinkOut() {
    return TestCase.layer(
            "a file in the place of a symbolic link, which is written through if it is opened first",
            Escapes::base,
            options -> tar().file("link", "a file\n").file("out", "another\n").end())
        .source(LAYER_SPEC)
        .shown(
            "the link is removed and the file made: legitimate, and common",
            new Shown("link", CONTENT, "a file\n"),
            new Shown("out", CONTENT, "another\n"));
  }

  static TestCase directoryOverLinkOut() {
    return TestCase.layer(
            "a directory in the place of a symbolic link to a directory of the host",
            Escapes::base,
            options ->
                tar()
                    .header(new Header("abs/", '5').mode(0700))
                    .file("abs/escaped", "inside\n")
                    .end())
        .source(LAYER_SPEC)
        .shown(
            "the link is removed and the directory made; what the link led to keeps its mode",
            new Shown("abs", DIRECTORY, ""),
            new Shown("abs", MODE, "700"),
            new Shown("abs/escaped", CONTENT, "inside\n"));
  }

  static TestCase whiteoutThroughSymlink() {
    return TestCase.layer(
            "a whiteout whose parent is a symbolic link that leads outside",
            Escapes::base,
            options -> tar().file("out/.wh.victim", "").end())
        .source(LAYER_SPEC)
        .refusedOrShown(
            "resolved inside the root, where it hides nothing; or refused",
            new Shown("etc/passwd", CONTENT, PASSWD));
  }

  static TestCase opaqueThroughSymlink() {
    return TestCase.layer(
            "an opaque mark in a symbolic link that leads outside",
            Escapes::base,
            options -> tar().file("abs/.wh..wh..opq", "").end())
        .source(LAYER_SPEC)
        .refusedOrShown(
            "resolved inside the root, where it hides nothing; or refused",
            new Shown("etc/passwd", CONTENT, PASSWD));
  }

  static TestCase whiteoutOfParent() {
    return TestCase.layer(
            "a whiteout of \"..\"", Escapes::base, options -> tar().file("dir/.wh...", "").end())
        .source(LAYER_SPEC)
        .refused("no file has this name; who takes it removes the parent directory");
  }

  static TestCase whiteoutOfItself() {
    return TestCase.layer(
            "a whiteout of \".\"", Escapes::base, options -> tar().file("dir/.wh..", "").end())
        .source(LAYER_SPEC)
        .refused("no file has this name; who takes it removes the directory itself");
  }

  static TestCase whiteoutOfNothing() {
    return TestCase.layer(
            "a whiteout without a name", Escapes::base, options -> tar().file("dir/.wh.", "").end())
        .source(LAYER_SPEC)
        .refused("no file has this name; who takes it removes all the directory holds");
  }

  static TestCase fileBelowWhiteout() {
    return TestCase.layer(
            "a file whose parent directory has the name of a whiteout",
            Escapes::base,
            options -> tar().file("dir/.wh.x/file", "x").end())
        .source(LAYER_SPEC)
        .refused("a name that begins with .wh. is a whiteout and no directory");
  }

  static TestCase overlayXattr() {
    return TestCase.layer(
            "extended attributes that overlayfs reads as its own marks",
            Escapes::base,
            options ->
                tar()
                    .pax(
                        "SCHILY.xattr.trusted.overlay.opaque",
                        "y",
                        "SCHILY.xattr.trusted.overlay.redirect",
                        options.target(),
                        "SCHILY.xattr.user.overlay.opaque",
                        "y")
                    .directory("etc/")
                    .end())
        .source("Linux, Documentation/filesystems/overlayfs.rst, \"Nested overlayfs mounts\"")
        .refusedOrShown(
            "they are data of the image: the directory is neither opaque nor elsewhere",
            new Shown("etc/passwd", CONTENT, PASSWD));
  }

  static TestCase controlCharacters() {
    return TestCase.layer(
            "a name with a terminal's control characters, in an entry that is refused",
            Escapes::base,
            options -> tar().file("../\u001b[2Jcleared\n\u0007", "x").end())
        .source("CWE-150")
        .refusedOrShown(
            "messages show control characters escaped; the name itself is legal",
            new Shown("escaped", ABSENT, ""));
  }
}
