package io.unionfs.cli.command;

import io.unionfs.image.ImageReference;
import io.unionfs.layer.Digest;
import io.unionfs.store.StoredImage;
import io.unionfs.trust.ImageSignature;
import io.unionfs.trust.KeyFiles;
import io.unionfs.trust.Signatures;
import io.unionfs.trust.SigningKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs sign}. */
@Command(
    name = "sign",
    description = {
      "Signs the digest of an image's manifest, and its repository's name, as cosign does.",
      "The signature is kept with the image; 'unionfs push' sends both."
    })
final class SignCommand extends Verb {
  @Parameters(
      completionCandidates = Names.OfImages.class,
      paramLabel = "IMAGE",
      description = "The image.")
  private String image;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The private key: PEM, PKCS#8, as of 'unionfs key generate'.")
  private Path key;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "The name to sign it under; the image's own by default.")
  private String as;

  @Mixin private KeyPassword password;

  SignCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws IOException {
    StoredImage stored = images().get(image);
    ImageReference name = as == null ? nameOf(stored) : ImageReference.parse(as);
    SigningKey signing = KeyFiles.readSigning(key, () -> password.known(context));
    if (KeyFiles.isShared(key)) {
      PrintStream err = context.streams().err();
      err.println(
          "WARNING! " + key + " can be read by others than its owner; 'chmod 600' mends it.");
      err.flush();
    }
    Digest manifest = stored.manifest().digest();
    ImageSignature signature = ImageSignature.sign(signing, manifest, name, new SecureRandom());
    Signatures.of(store()).add(manifest, List.of(signature));
    out().println("Signed: " + name.repository() + "@" + manifest);
    out().println("Key: " + signing.verifyingKey().fingerprint());
  }

  private ImageReference nameOf(StoredImage stored) {
    List<ImageReference> names = ImageNames.meant(stored, image);
    long repositories = names.stream().map(ImageReference::repository).distinct().count();
    if (repositories != 1) {
      throw usage(
          repositories == 0
              ? "the image has no name: say by --as under which it is to be signed"
              : "the image has several names: use one of them, or --as");
    }
    return names.get(0);
  }
}
