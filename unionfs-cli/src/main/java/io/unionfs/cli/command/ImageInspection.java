package io.unionfs.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Platform;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.List;

/** An image as {@code docker inspect} shows it. */
final class ImageInspection {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private ImageInspection() {}

  static String of(StoredImage image) throws IOException {
    ImageConfig config = image.config();
    Platform platform = config.platform();
    List<History> history = config.history();
    ObjectNode all = MAPPER.createObjectNode();
    all.put("Id", image.id().toString());
    ArrayNode tags = all.putArray("RepoTags");
    ArrayNode digests = all.putArray("RepoDigests");
    for (ImageReference name : image.names()) {
      tags.add(name.familiar());
      digests.add(name.repository() + "@" + image.manifest().digest());
    }
    all.put("Comment", history.isEmpty() ? "" : history.get(history.size() - 1).comment());
    config.created().ifPresent(time -> all.put("Created", time.toString()));
    all.put("Author", config.author());
    all.put("Architecture", platform.architecture());
    if (!platform.variant().isEmpty()) {
      all.put("Variant", platform.variant());
    }
    all.put("Os", platform.os());
    all.put("Size", image.size());
    JsonNode inner = MAPPER.readTree(config.json()).get("config");
    all.set("Config", inner == null ? MAPPER.nullNode() : inner);
    ObjectNode root = all.putObject("RootFS");
    root.put("Type", "layers");
    ArrayNode layers = root.putArray("Layers");
    for (Digest diffId : config.diffIds()) {
      layers.add(diffId.toString());
    }
    return MAPPER.writeValueAsString(all);
  }
}
