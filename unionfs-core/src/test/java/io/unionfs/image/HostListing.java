package io.unionfs.image;

import io.unionfs.layer.Names;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A {@link TreeListing} of a directory on the host, by find, stat, sha256sum and getfattr: Java
 * sees neither all names nor all attributes.
 */
final class HostListing {
  private static final int FIELDS = 8;

  private HostListing() {}

  static TreeListing of(Path root) throws IOException, InterruptedException {
    TreeListing listing = new TreeListing();
    List<String> found =
        fields(root, "find", ".", "-printf", "%P\\0%y\\0%m\\0%U:%G\\0%T@\\0%s\\0%l\\0%i\\0");
    for (int i = 0; i < found.size(); i += FIELDS) {
      TreeListing.Node node = new TreeListing.Node();
      node.type = found.get(i + 1).charAt(0);
      node.mode = Integer.parseInt(found.get(i + 2), 8);
      node.owner = found.get(i + 3);
      String time = found.get(i + 4); // ten digits of fraction, the last one always 0
      node.modified = time.substring(0, time.indexOf('.') + 10);
      node.inode = found.get(i + 7);
      if (node.type == 'f') {
        node.what = found.get(i + 5);
      } else if (node.type == 'l') {
        node.what = "-> " + TreeListing.shown(found.get(i + 6));
      }
      listing.add(found.get(i), node);
    }
    addDigests(root, listing);
    addDevices(root, listing);
    addXattrs(root, listing);
    return listing;
  }

  private static void addDigests(Path root, TreeListing listing)
      throws IOException, InterruptedException {
    for (String line :
        fields(root, "find", ".", "-type", "f", "-exec", "sha256sum", "-z", "{}", "+")) {
      TreeListing.Node node = listing.get(line.substring(line.indexOf(' ') + 4));
      node.what += " " + line.substring(0, 16);
    }
  }

  private static void addDevices(Path root, TreeListing listing)
      throws IOException, InterruptedException {
    List<String> fields =
        fields(
            root,
            "find",
            ".",
            "(",
            "-type",
            "b",
            "-o",
            "-type",
            "c",
            ")",
            "-exec",
            "stat",
            "--printf",
            "%n\\0%t,%T\\0",
            "{}",
            "+");
    for (int i = 0; i < fields.size(); i += 2) {
      String[] numbers = fields.get(i + 1).split(",");
      listing.get(fields.get(i).substring(2)).what =
          Integer.parseInt(numbers[0], 16) + "," + Integer.parseInt(numbers[1], 16);
    }
  }

  /** Reads getfattr's text: a line for the file, one for each attribute, an empty one. */
  private static void addXattrs(Path root, TreeListing listing)
      throws IOException, InterruptedException {
    byte[] output =
        Tool.output(root, "getfattr", "-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", ".");
    TreeListing.Node node = null;
    for (String line : new String(output, StandardCharsets.ISO_8859_1).split("\n")) {
      if (line.startsWith("# file: ")) {
        String path = Names.decode(unescape(line.substring("# file: ".length())));
        node = listing.get(path.equals(".") ? "" : path.replaceFirst("^\\./", ""));
      } else if (line.contains("=") && !line.startsWith("security.selinux=")) {
        int equals = line.indexOf('=');
        String value = line.substring(equals + 1).replaceFirst("^0x", "");
        node.xattrs.put(line.substring(0, equals), value);
      }
    }
  }

  private static byte[] unescape(String text) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      int value = text.charAt(i);
      if (value == '\\') {
        value = Integer.parseInt(text.substring(i + 1, i + 4), 8);
        i += 3;
      }
      hex.append(String.format("%02x", value));
    }
    return HexFormat.of().parseHex(hex);
  }

  private static List<String> fields(Path directory, String... command)
      throws IOException, InterruptedException {
    byte[] output = Tool.output(directory, command);
    List<String> fields = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < output.length; i++) {
      if (output[i] == 0) {
        fields.add(Names.decode(output, start, i - start));
        start = i + 1;
      }
    }
    return fields;
  }
}
