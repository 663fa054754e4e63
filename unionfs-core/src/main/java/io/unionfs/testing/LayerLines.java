package io.unionfs.testing;

import io.unionfs.archive.Archives;
import io.unionfs.archive.ByteSource;
import io.unionfs.archive.TarWriter;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Unpack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes a layer of the texts that {@link Lower#value} lists. It is written as a tar: so it is
 * applied, as an image's layers are, and a path may lead through a symbolic link of a layer below.
 */
final class LayerLines {
  private static final Pattern LINE =
      Pattern.compile("(?:(0[0-7]{3,4}) )?(?:([0-9]+):([0-9]+) )?(.*)", Pattern.DOTALL);
  private static final String ARROW = " -> ";
  private static final String WHITEOUT = ".wh.";
  private static final String OPAQUE = ".wh..wh..opq";
  private static final int FILE = 0644;
  private static final int DIRECTORY = 0755;
  private static final int SYMLINK = 0777;

  private final TarWriter tar;
  private long number;

  private LayerLines(TarWriter tar) {
    this.tar = tar;
  }

  /**
   * The layer that {@code lines} describe.
   *
   * @throws IOException if one describes no file; it names the line
   */
  static ArchiveLayer parse(String name, List<String> lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(bytes, name)) {
      LayerLines parsed = new LayerLines(tar);
      for (String line : lines) {
        try {
          parsed.add(line);
        } catch (IOException | IllegalArgumentException e) {
          throw new IOException("\"" + line + "\": " + e.getMessage(), e);
        }
      }
      tar.finish();
    }
    Content content = Content.of(bytes.toByteArray());
    return Archives.open(
        ByteSource.of(name, content.size(), content.open()), name, Unpack.toMemory());
  }

  private void add(String line) throws IOException {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new IllegalArgumentException("is no file");
    }
    String rest = parts.group(4);
    int equals = rest.indexOf('=');
    int arrow = rest.indexOf(ARROW);
    if (arrow >= 0 && (equals < 0 || arrow < equals)) {
      String target = rest.substring(arrow + ARROW.length());
      Attributes attributes = attributes(parts, SYMLINK);
      tar.addNode(
          checked(rest.substring(0, arrow)), new Entry.Symlink(++number, attributes, 1, target));
    } else if (equals >= 0) {
      byte[] bytes = rest.substring(equals + 1).getBytes(StandardCharsets.UTF_8);
      Attributes attributes = attributes(parts, FILE);
      tar.addNode(
          checked(rest.substring(0, equals)),
          new Entry.File(++number, attributes, 1, Content.of(bytes)));
    } else if (rest.endsWith("/")) {
      String path = rest.substring(0, rest.length() - 1);
      tar.addDirectory(path.isEmpty() ? "" : checked(path), attributes(parts, DIRECTORY));
    } else {
      mark(rest, parts);
    }
  }

  private void mark(String path, Matcher parts) throws IOException {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    boolean isMark = name.startsWith(WHITEOUT) && parts.group(1) == null && parts.group(2) == null;
    if (isMark && name.equals(OPAQUE)) {
      tar.addOpaqueMark(slash < 0 ? "" : checked(path.substring(0, slash)));
    } else if (isMark) {
      tar.addWhiteout(checked(path.substring(0, slash + 1) + name.substring(WHITEOUT.length())));
    } else {
      throw new IllegalArgumentException(
          "is no file: write PATH=CONTENT, PATH/ for a directory, PATH -> TARGET for a symbolic"
              + " link, or .wh.NAME for a whiteout, each but the last perhaps with MODE and"
              + " UID:GID before it");
    }
  }

  private static String checked(String path) {
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw new IllegalArgumentException(
            "a path is names joined by \"/\", without \".\" and \"..\", from the layer's root");
      }
    }
    return path;
  }

  private static Attributes attributes(Matcher parts, int mode) {
    int given = parts.group(1) == null ? mode : Integer.parseInt(parts.group(1), 8);
    Attributes attributes = Attributes.of(given, Instant.EPOCH);
    return parts.group(2) == null
        ? attributes
        : attributes.withOwner(
            Integer.parseUnsignedInt(parts.group(2)), Integer.parseUnsignedInt(parts.group(3)));
  }
}
