package io.unionfs.analysis;

/** What a secret seems to be. */
public enum SecretKind {
  /** A private key in PEM. */
  PRIVATE_KEY("a private key"),
  /** The identifier of an AWS access key, beside which the key itself mostly stands. */
  AWS_ACCESS_KEY("an AWS access key"),
  /** A token of GitHub's. */
  GITHUB_TOKEN("a GitHub token"),
  /** A token of GitLab's. */
  GITLAB_TOKEN("a GitLab token"),
  /** A token of Slack's. */
  SLACK_TOKEN("a Slack token"),
  /** A key to Google's interfaces. */
  GOOGLE_KEY("a Google API key"),
  /** A key to live payments at Stripe. */
  STRIPE_KEY("a Stripe key"),
  /** A token of the npm registry. */
  NPM_TOKEN("an npm token"),
  /** A file in which programs keep credentials, by its name. */
  CREDENTIALS_FILE("a file of credentials"),
  /** A variable, an option or an address that carries a password, by its name. */
  PASSWORD("a password");

  private final String words;

  SecretKind(String words) {
    this.words = words;
  }

  /** In words: {@code a private key}. */
  public String words() {
    return words;
  }

  /** The word for it in JSON. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
