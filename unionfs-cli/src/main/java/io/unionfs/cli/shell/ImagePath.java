package io.unionfs.cli.shell;

import io.unionfs.image.Image;
import io.unionfs.image.ImageOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens images by the path alone, and says so to who names one as other tools do. */
public final class ImagePath {
  /** As skopeo(1) and podman(1) do: {@code TRANSPORT:PATH:TAG}. */
  private static final Pattern WITH_TRANSPORT =
      Pattern.compile("(?:docker-archive|oci|oci-archive|dir):([^:]+)(?::(.+))?");

  private static final Pattern WITH_TAG = Pattern.compile("([^:]+):([^:/]+)");

  private ImagePath() {}

  public static Image open(Path path, ImageOptions options) throws IOException {
    if (!Files.exists(path)) {
      String text = path.toString();
      Matcher name = WITH_TRANSPORT.matcher(text);
      if (!name.matches() && !(name = WITH_TAG.matcher(text)).matches()) {
        throw new NoSuchFileException(text);
      }
      String tag = name.group(2);
      throw new NoSuchFileException(
          text,
          null,
          "there is no such file; give the path alone"
              + (tag == null ? "" : ", and the tag with --ref")
              + ": "
              + name.group(1)
              + (tag == null ? "" : " --ref " + tag));
    }
    return Image.open(path, options);
  }
}
