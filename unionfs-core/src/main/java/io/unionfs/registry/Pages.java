package io.unionfs.registry;

import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers that come in pages, each naming the next (RFC 8288), all at the same registry. Of one
 * thread, for one list.
 */
final class Pages {
  private static final int MAX_PAGES = 1000;
  private static final long MAX_BYTES = 64 << 20;
  private static final Pattern NEXT =
      Pattern.compile("<([^>]*)>[^,<]*;\\s*rel=\"?next\"?", Pattern.CASE_INSENSITIVE);

  private final Requests requests;
  private final String path;

  /** How much came. */
  private long bytes;

  /** Takes a page. */
  @FunctionalInterface
  interface Page {
    void accept(Answer answer, Document document) throws IOException;
  }

  Pages(Requests requests, String path) {
    this.requests = requests;
    this.path = path;
  }

  List<String> tags() throws IOException {
    Set<String> tags = new TreeSet<>();
    URI first = requests.endpoint().resolve("/v2/" + path + "/tags/list?n=1000");
    Call call =
        Call.of("GET", first, "the tags of " + path)
            .scopes(Scopes.pull(path))
            .header("Accept", "application/json");
    walk(
        call,
        (answer, document) -> {
          for (String tag : document.texts("tags")) {
            if (!ManifestCalls.isTag(tag)) {
              throw document.fault("\"" + Texts.line(tag) + "\" is not a tag");
            }
            tags.add(tag);
          }
        });
    return List.copyOf(tags);
  }

  /** Gets pages until there is no next one. */
  void walk(Call first, Page page) throws IOException {
    Set<URI> seen = new HashSet<>();
    Call call = first;
    while (call != null) {
      if (!seen.add(call.uri())) {
        throw requests.invalid(call, "a page names itself, or one before it, as the next");
      }
      if (seen.size() > MAX_PAGES) {
        throw requests.invalid(call, "has more than " + MAX_PAGES + " pages");
      }
      call = next(call, page);
    }
  }

  /** Null if there is none. */
  private Call next(Call call, Page page) throws IOException {
    return requests
        .sender()
        .retried(
            call,
            () -> {
              try (Answer answer = requests.expect(requests.once(call), 200)) {
                byte[] json = requests.sender().document(answer, Document.MAX_BYTES);
                bytes += json.length;
                if (bytes > MAX_BYTES) {
                  throw requests.invalid(call, "is longer than " + MAX_BYTES + " bytes");
                }
                page.accept(answer, Document.parse(requests.sender().where(call), json));
                Optional<URI> next = link(call, answer);
                return next.isEmpty() ? null : call.to(next.get());
              } catch (DocumentException e) {
                throw new RegistryException(Kind.INVALID, e.getMessage(), e);
              }
            });
  }

  private Optional<URI> link(Call call, Answer answer) throws RegistryException {
    for (String value : answer.headers().allValues("Link")) {
      Matcher matcher = NEXT.matcher(value.substring(0, Math.min(value.length(), 8192)));
      if (matcher.find()) {
        URI next =
            requests.endpoint().origins().target(answer.from(), matcher.group(1), "next page");
        if (!requests.endpoint().isHome(next)) {
          throw requests.invalid(call, "the next page is said to be at another server; refused");
        }
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }
}
