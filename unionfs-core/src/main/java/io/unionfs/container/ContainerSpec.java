package io.unionfs.container;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a container is made of. Immutable; made by {@link #of} and the {@code with…} methods.
 *
 * @param image what names the image: a name, an id or its first digits, a digest
 * @param name the container's name; null for a made-up one
 * @param command the command, or the arguments of the entrypoint; null for the image's
 * @param entrypoint the words before the command; null for the image's, empty for none. Where it is
 *     given, the image's command does not count
 * @param env {@code NAME=value} each, before the image's, which they replace
 * @param user as {@code docker run --user} takes it; null for the image's
 * @param workingDir an absolute path; null for the image's
 * @param labels remarks by key, beside the image's, which they replace
 * @param mounts what is mounted, beside the image's volumes, which they replace
 */
public record ContainerSpec(
    String image,
    String name,
    List<String> command,
    List<String> entrypoint,
    List<String> env,
    String user,
    String workingDir,
    Map<String, String> labels,
    List<MountSpec> mounts) {

  public ContainerSpec {
    Objects.requireNonNull(image);
    command = command == null ? null : List.copyOf(command);
    entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
    env = env == null ? List.of() : List.copyOf(env);
    labels = labels == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    mounts = mounts == null ? List.of() : List.copyOf(mounts);
  }

  /** A container of {@code image}, all else as the image says; its name is made up. */
  public static ContainerSpec of(String image) {
    return new ContainerSpec(image, null, null, null, null, null, null, null, null);
  }

  /** The same with a name. */
  public ContainerSpec withName(String given) {
    return new ContainerSpec(
        image, given, command, entrypoint, env, user, workingDir, labels, mounts);
  }

  /** The same with a command. */
  public ContainerSpec withCommand(List<String> words) {
    return new ContainerSpec(image, name, words, entrypoint, env, user, workingDir, labels, mounts);
  }

  /** The same with a command. */
  public ContainerSpec withCommand(String... words) {
    return withCommand(List.of(words));
  }

  /** The same with an entrypoint; empty for none. */
  public ContainerSpec withEntrypoint(List<String> words) {
    return new ContainerSpec(image, name, command, words, env, user, workingDir, labels, mounts);
  }

  /** The same with this environment, {@code NAME=value} each. */
  public ContainerSpec withEnv(List<String> variables) {
    return new ContainerSpec(
        image, name, command, entrypoint, variables, user, workingDir, labels, mounts);
  }

  /** The same for another user. */
  public ContainerSpec withUser(String other) {
    return new ContainerSpec(
        image, name, command, entrypoint, env, other, workingDir, labels, mounts);
  }

  /** The same in another directory. */
  public ContainerSpec withWorkingDir(String directory) {
    return new ContainerSpec(
        image, name, command, entrypoint, env, user, directory, labels, mounts);
  }

  /** The same with these labels. */
  public ContainerSpec withLabels(Map<String, String> remarks) {
    return new ContainerSpec(
        image, name, command, entrypoint, env, user, workingDir, remarks, mounts);
  }

  /** The same with one label more. */
  public ContainerSpec withLabel(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(key, value);
    return withLabels(more);
  }

  /** The same with these mounts. */
  public ContainerSpec withMounts(List<MountSpec> these) {
    return new ContainerSpec(
        image, name, command, entrypoint, env, user, workingDir, labels, these);
  }

  /** The same with one mount more. */
  public ContainerSpec withMount(MountSpec mount) {
    List<MountSpec> more = new ArrayList<>(mounts);
    more.add(mount);
    return withMounts(more);
  }
}
