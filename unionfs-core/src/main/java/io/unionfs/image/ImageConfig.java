package io.unionfs.image;

import io.unionfs.archive.Hashing;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.layer.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An image's configuration (OCI image spec, config.md): what to run and how, for which platform,
 * and how the image was made. Immutable. What is not told is empty.
 */
public final class ImageConfig {
  private static final int SIGTERM = 15;

  private final Document document;
  private final byte[] bytes;
  private final Platform platform;
  private final Optional<Instant> created;
  private final String author;
  private final String user;
  private final String workingDir;
  private final String stopSignal;
  private final List<String> env;
  private final List<String> entrypoint;
  private final List<String> cmd;
  private final List<String> exposedPorts;
  private final List<String> volumes;
  private final Map<String, String> labels;
  private final List<Digest> diffIds;
  private final List<History> history;

  private ImageConfig(Document document, byte[] bytes) throws DocumentException {
    this.document = document;
    this.bytes = bytes;
    document.checkCase("os", "architecture", "variant", "config", "rootfs", "history");
    platform =
        new Platform(
            document.text("os", "linux"),
            document.text("architecture", "unknown"),
            document.text("variant", ""));
    created = document.time("created");
    author = document.text("author", "");
    Document config = document.object("config");
    user = config.text("User", "");
    workingDir = config.text("WorkingDir", "");
    stopSignal = config.text("StopSignal", "");
    env = List.copyOf(config.texts("Env"));
    entrypoint = List.copyOf(config.texts("Entrypoint"));
    cmd = List.copyOf(config.texts("Cmd"));
    exposedPorts = List.copyOf(config.names("ExposedPorts"));
    volumes = List.copyOf(config.names("Volumes"));
    labels = Collections.unmodifiableMap(config.textMap("Labels"));
    diffIds = diffIds(document);
    history = history(document, diffIds.size());
  }

  /**
   * Reads a configuration.
   *
   * @throws ImageException if it is none, or contradicts itself
   */
  public static ImageConfig parse(byte[] json) throws ImageException {
    try {
      return of("config " + Hashing.sha256(json), json);
    } catch (DocumentException e) {
      throw ImageException.of(e);
    }
  }

  /** Reads a configuration, which messages call {@code where}. */
  static ImageConfig of(String where, byte[] json) throws DocumentException {
    return new ImageConfig(Document.parse(where, json), json.clone());
  }

  private static List<Digest> diffIds(Document document) throws DocumentException {
    Document rootfs = document.object("rootfs");
    rootfs.checkCase("type", "diff_ids");
    String type = rootfs.text("type", "layers");
    if (!type.equals("layers")) {
      throw document.fault("\"rootfs.type\" is not \"layers\"; no other is known");
    }
    List<Digest> diffIds = rootfs.digests("diff_ids");
    for (Digest diffId : diffIds) {
      if (!diffId.algorithm().equals("sha256")) {
        throw document.fault("\"rootfs.diff_ids\" holds a digest that is not sha256");
      }
    }
    return List.copyOf(diffIds);
  }

  private static List<History> history(Document document, int layers) throws DocumentException {
    List<History> history = new ArrayList<>();
    int next = 0;
    for (Document step : document.objects("history")) {
      boolean empty = step.flag("empty_layer");
      history.add(
          new History(
              step.time("created"),
              step.text("created_by", ""),
              step.text("author", ""),
              step.text("comment", ""),
              empty ? OptionalInt.empty() : OptionalInt.of(next)));
      next += empty ? 0 : 1;
    }
    if (!history.isEmpty() && next != layers) {
      throw document.fault(
          "\"history\" tells of " + next + " layers, but \"rootfs.diff_ids\" lists " + layers);
    }
    return List.copyOf(history);
  }

  /** What the image runs on. */
  public Platform platform() {
    return platform;
  }

  /** When the image was made. */
  public Optional<Instant> created() {
    return created;
  }

  /** Who made it. */
  public String author() {
    return author;
  }

  /** The user to run as: {@code user}, {@code uid}, {@code user:group}, {@code uid:gid}. */
  public String user() {
    return user;
  }

  /** The environment, {@code NAME=value} each. */
  public List<String> env() {
    return env;
  }

  /** The command, or the words before {@link #cmd}. */
  public List<String> entrypoint() {
    return entrypoint;
  }

  /** The command, or the arguments of {@link #entrypoint}. */
  public List<String> cmd() {
    return cmd;
  }

  /** The directory to run in. */
  public String workingDir() {
    return workingDir;
  }

  /** The signal that ends a container: {@code SIGTERM}, {@code 15}. */
  public String stopSignal() {
    return stopSignal;
  }

  /** The number of {@link #stopSignal}; SIGTERM's, 15, where that is empty or no signal. */
  public int stopSignalNumber() {
    return Signals.number(stopSignal).orElse(SIGTERM);
  }

  /** The ports the image listens on: {@code 80/tcp}. */
  public List<String> exposedPorts() {
    return exposedPorts;
  }

  /**
   * The directories that are volumes. They are the image's word, to be resolved inside its root.
   */
  public List<String> volumes() {
    return volumes;
  }

  /** Remarks by key. */
  public Map<String, String> labels() {
    return labels;
  }

  /** The digests of the uncompressed layers, the bottom one first. */
  public List<Digest> diffIds() {
    return diffIds;
  }

  /**
   * For each layer the identity of it and those below on one another (OCI image spec, config.md,
   * "ChainID").
   */
  public List<Digest> chainIds() {
    return chainIds(diffIds);
  }

  /** The same of any layers, whose digests when uncompressed are {@code diffIds}. */
  public static List<Digest> chainIds(List<Digest> diffIds) {
    List<Digest> chainIds = new ArrayList<>();
    for (Digest diffId : diffIds) {
      if (chainIds.isEmpty()) {
        chainIds.add(diffId);
      } else {
        String pair = chainIds.get(chainIds.size() - 1) + " " + diffId;
        chainIds.add(Hashing.sha256(pair.getBytes(StandardCharsets.US_ASCII)));
      }
    }
    return List.copyOf(chainIds);
  }

  /** How the image was made, the first step first; empty where it is not told. */
  public List<History> history() {
    return history;
  }

  /** A step of {@link #history} as it is written. */
  Document step(int step) {
    try {
      return document.objects("history").get(step);
    } catch (DocumentException e) {
      throw new IllegalStateException("the history was read before", e);
    }
  }

  /** The whole configuration as JSON text, with what this class has no method for. */
  public String json() {
    return document.json();
  }

  /** The bytes it was read from, or written as, of which its digest is made: a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  Document document() {
    return document;
  }
}
