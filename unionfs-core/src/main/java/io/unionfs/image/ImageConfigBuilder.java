package io.unionfs.image;

import io.unionfs.json.DocumentBuilder;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/**
 * Makes a configuration from another, or from nothing; fields it does not know stay. The same calls
 * give the same bytes. Not safe for use by many threads.
 */
public final class ImageConfigBuilder {
  private final DocumentBuilder document;
  private final ConfigChange changes;

  private ImageConfigBuilder(DocumentBuilder document) {
    this.document = document;
    this.changes = new ConfigChange(config());
  }

  /** The configuration of an image without layers. */
  public static ImageConfigBuilder of(Platform platform) {
    DocumentBuilder document = platform.document();
    document.object("config");
    document.object("rootfs").put("type", "layers").putTexts("diff_ids", List.of());
    document.putObjects("history", List.of());
    return new ImageConfigBuilder(document);
  }

  /** As {@code config}, to be changed. */
  public static ImageConfigBuilder from(ImageConfig config) {
    DocumentBuilder document = DocumentBuilder.of(config.document());
    if (config.history().isEmpty()) {
      // Steps that are added need those of the layers below before them.
      config.diffIds().forEach(layer -> document.addObject("history"));
    }
    return new ImageConfigBuilder(document);
  }

  private DocumentBuilder config() {
    return document.object("config");
  }

  /** When the image is made. */
  public ImageConfigBuilder created(Instant time) {
    document.put("created", time);
    return this;
  }

  /** Who makes it. */
  public ImageConfigBuilder author(String author) {
    document.put("author", author);
    return this;
  }

  /** The user to run as; the empty text for root. */
  public ImageConfigBuilder user(String user) {
    config().put("User", user);
    return this;
  }

  /** The directory to run in. */
  public ImageConfigBuilder workingDir(String directory) {
    config().put("WorkingDir", directory);
    return this;
  }

  /** The environment, {@code NAME=value} each. */
  public ImageConfigBuilder env(List<String> env) {
    config().putTexts("Env", env);
    return this;
  }

  /** The command, or the words before {@link #cmd}. */
  public ImageConfigBuilder entrypoint(List<String> words) {
    config().putTexts("Entrypoint", words);
    return this;
  }

  /** The command, or the arguments of {@link #entrypoint}. */
  public ImageConfigBuilder cmd(List<String> words) {
    config().putTexts("Cmd", words);
    return this;
  }

  /** Makes a directory a volume; the path is taken as it is. */
  public ImageConfigBuilder volume(String path) {
    config().object("Volumes").object(path);
    return this;
  }

  /** Adds a remark. */
  public ImageConfigBuilder label(String key, String value) {
    config().object("Labels").put(key, value);
    return this;
  }

  /** Takes a remark away, if there is one of that key. */
  public ImageConfigBuilder withoutLabel(String key) {
    config().object("Labels").remove(key);
    return this;
  }

  /**
   * Applies a Dockerfile instruction, as {@code docker commit -c}: CMD, ENTRYPOINT, ENV, EXPOSE,
   * HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR. Several may stand on several
   * lines. Variables in it are the environment's so far.
   *
   * @throws IllegalArgumentException if it is none of them, or malformed; this is then of no use
   *     any more
   */
  public ImageConfigBuilder change(String instruction) {
    changes.apply(instruction);
    return this;
  }

  /** Adds a layer on top, and the step that made it. */
  public ImageConfigBuilder layer(Digest diffId, History step) {
    document.object("rootfs").put("type", "layers").add("diff_ids", diffId.toString());
    addStep(step);
    return this;
  }

  /** Adds a step that made no layer. */
  public ImageConfigBuilder emptyLayer(History step) {
    addStep(step).put("empty_layer", true);
    return this;
  }

  /** Takes all layers and steps away. */
  public ImageConfigBuilder withoutLayers() {
    document.object("rootfs").put("type", "layers").putTexts("diff_ids", List.of());
    document.putObjects("history", List.of());
    return this;
  }

  /**
   * Adds a step of another configuration as it is there, with the layer that it made. Where steps
   * are not told there is one for each layer, of which nothing is told.
   *
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public ImageConfigBuilder step(ImageConfig of, int step) {
    OptionalInt layer =
        of.history().isEmpty() ? OptionalInt.of(step) : of.history().get(step).layer();
    layer.ifPresent(
        number ->
            document
                .object("rootfs")
                .put("type", "layers")
                .add("diff_ids", of.diffIds().get(number).toString()));
    if (of.history().isEmpty()) {
      document.addObject("history");
    } else {
      document.addObject("history", of.step(step));
    }
    return this;
  }

  private DocumentBuilder addStep(History step) {
    DocumentBuilder history = document.addObject("history");
    step.created().ifPresent(time -> history.put("created", time));
    putIfTold(history, "created_by", step.createdBy());
    putIfTold(history, "author", step.author());
    putIfTold(history, "comment", step.comment());
    return history;
  }

  private static void putIfTold(DocumentBuilder history, String field, String text) {
    if (!text.isEmpty()) {
      history.put(field, text);
    }
  }

  /**
   * The configuration.
   *
   * @throws IllegalStateException if it is one that could not be read, as when it is too large
   */
  public ImageConfig build() {
    try {
      return ImageConfig.of("the new configuration", document.bytes());
    } catch (DocumentException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
