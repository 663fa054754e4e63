package io.unionfs.layer;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;

/**
 * All extended attributes below a directory, by one run of getfattr(1): {@code trusted.*} cannot be
 * read from Java. Its output names a file ({@code # file: NAME}), then its attributes ({@code
 * key=0xHEX}), then a blank line; a backslash and what could end a line are written as {@code
 * \NNN}.
 */
final class Getfattr implements XattrReader {
  private static final String FILE = "# file: ";
  private static final String ROOT = ".";
  private static final int CAP_SYS_ADMIN = 21;

  private final Path root;
  private final Map<String, Xattrs> found;

  private Getfattr(Path root, Map<String, Xattrs> found) {
    this.root = root;
    this.found = found;
  }

  @Override
  public Xattrs read(Path file, FileStat stat) throws IOException {
    if (file.equals(root)) {
      return found.getOrDefault(ROOT, Xattrs.NONE);
    }
    StringJoiner relative = new StringJoiner("/");
    Path at = root;
    for (Path part : root.relativize(file)) {
      at = at.resolve(part);
      relative.add(NativeNames.fileName(root.toString(), at));
    }
    return found.getOrDefault(relative.toString(), Xattrs.NONE);
  }

  /**
   * Runs getfattr on {@code root}.
   *
   * @throws IOException if it is not installed, cannot see {@code trusted.*}, or fails
   */
  static XattrReader dump(Path root) throws IOException {
    if (root.getFileSystem() != FileSystems.getDefault()) {
      throw new IOException(
          root + ": only a directory of the host can be read in the format OVERLAY");
    }
    requirePrivilege(root);
    // The directory is given as the working directory, so that no name stands on the command line.
    ProcessBuilder builder =
        new ProcessBuilder("getfattr", "-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", "--", ".")
            .directory(root.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IOException(
          root + ": to read trusted.overlay.* the command getfattr must be installed", e);
    }
    try {
      process.getOutputStream().close();
      CompletableFuture<String> complaint = CompletableFuture.supplyAsync(() -> complaint(process));
      Map<String, Xattrs> found = parse(process.getInputStream());
      int exit = process.waitFor();
      if (exit != 0) {
        throw new IOException(root + ": getfattr failed: " + complaint.join());
      }
      return new Getfattr(root, found);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(root + ": interrupted while getfattr ran", e);
    } finally {
      process.destroyForcibly();
    }
  }

  // Without it getfattr leaves trusted.* out and says nothing.
  private static void requirePrivilege(Path root) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return;
    }
    for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("CapEff:")) {
        long effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
        if ((effective >>> CAP_SYS_ADMIN & 1) == 0) {
          throw new IOException(
              root + ": to read trusted.overlay.* the process needs root's CAP_SYS_ADMIN");
        }
      }
    }
  }

  private static String complaint(Process process) {
    try (InputStream errors = process.getErrorStream()) {
      String text = new String(errors.readNBytes(4096), StandardCharsets.UTF_8);
      errors.transferTo(java.io.OutputStream.nullOutputStream());
      return text.isBlank() ? "it said nothing" : text.lines().findFirst().orElse("");
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  /** Parses getfattr's output; visible for tests. */
  static Map<String, Xattrs> parse(InputStream output) throws IOException {
    Map<String, Xattrs> found = new HashMap<>();
    InputStream in = new BufferedInputStream(output, 1 << 16);
    String file = null;
    Map<String, byte[]> values = new HashMap<>();
    for (byte[] line = line(in); line != null; line = line(in)) {
      if (line.length == 0) {
        if (file != null) {
          found.put(file, Xattrs.of(values));
        }
        file = null;
        values.clear();
      } else if (file == null) {
        file = fileName(line);
      } else {
        addAttribute(line, values);
      }
    }
    if (file != null) {
      found.put(file, Xattrs.of(values));
    }
    return found;
  }

  private static String fileName(byte[] line) throws IOException {
    String text = Names.decode(unescape(line, 0, line.length));
    if (!text.startsWith(FILE)) {
      throw new IOException("getfattr said what is not understood: " + Names.display(text));
    }
    String file = text.substring(FILE.length());
    return file.startsWith("./") ? file.substring(2) : file;
  }

  private static void addAttribute(byte[] line, Map<String, byte[]> values) throws IOException {
    int equals = 0;
    while (equals < line.length && line[equals] != '=') {
      equals++;
    }
    String key = Names.decode(unescape(line, 0, equals));
    String value =
        equals == line.length
            ? "0x"
            : new String(line, equals + 1, line.length - equals - 1, StandardCharsets.US_ASCII);
    try {
      values.put(key, HexFormat.of().parseHex(value.substring(2)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IOException("getfattr said what is not understood: " + Names.display(value), e);
    }
  }

  private static byte[] unescape(byte[] line, int start, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(end - start);
    for (int i = start; i < end; i++) {
      if (line[i] == '\\' && i + 3 < end) {
        out.write((line[i + 1] - '0') << 6 | (line[i + 2] - '0') << 3 | (line[i + 3] - '0'));
        i += 3;
      } else {
        out.write(line[i]);
      }
    }
    return out.toByteArray();
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(80);
    int c = in.read();
    if (c < 0) {
      return null;
    }
    for (; c >= 0 && c != '\n'; c = in.read()) {
      out.write(c);
    }
    return out.toByteArray();
  }
}
