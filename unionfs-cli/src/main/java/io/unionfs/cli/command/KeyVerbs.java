package io.unionfs.cli.command;

import io.unionfs.trust.KeyFiles;
import io.unionfs.trust.SigningKey;
import io.unionfs.trust.VerifyingKey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verbs on keys. */
final class KeyVerbs {
  private KeyVerbs() {}

  /** {@code unionfs key generate}. */
  @Command(
      name = "generate",
      description = {
        "Makes a key to sign images with: NAME.key, which is yours alone, and NAME.pub, for those"
            + " who check.",
        "Both are PEM: PKCS#8, and SubjectPublicKeyInfo. Files that are there are not replaced."
      })
  static final class Generate extends Verb {
    @Parameters(
        arity = "0..1",
        paramLabel = "NAME",
        defaultValue = "unionfs",
        description = "What the files are called, perhaps a path; unionfs by default.")
    private String name;

    @Mixin private KeyPassword password;

    Generate(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      SecureRandom random = new SecureRandom();
      SigningKey key = SigningKey.generate(random);
      Path secret = Path.of(name + ".key");
      Path shown = Path.of(name + ".pub");
      char[] chosen = password.chosen(context);
      boolean locked = chosen != null && chosen.length > 0;
      KeyFiles.write(key, secret, shown, locked ? chosen : null, random);
      if (!locked) {
        PrintStream err = context.streams().err();
        err.println("WARNING! The key in " + secret + " is not encrypted.");
        err.flush();
      }
      out().println("Private key written to " + secret);
      out().println("Public key written to " + shown);
      out().println(key.verifyingKey().fingerprint());
    }
  }

  /** {@code unionfs key show}. */
  @Command(
      name = "show",
      description = "Prints the public key of a private or public one, as PEM, or its fingerprint.")
  static final class Show extends Verb {
    @Parameters(paramLabel = "FILE", description = "The key, PEM.")
    private Path file;

    @Option(
        names = "--fingerprint",
        description = "The digest of the public key in DER instead, by which keys are compared.")
    private boolean fingerprint;

    @Mixin private KeyPassword password;

    Show(Context context) {
      super(context);
    }

    @Override
    void run() throws IOException {
      VerifyingKey key = KeyFiles.readPublicOf(file, () -> password.known(context));
      if (fingerprint) {
        out().println(key.fingerprint());
      } else {
        out().print(new String(key.pem(), StandardCharsets.US_ASCII));
      }
    }
  }
}
