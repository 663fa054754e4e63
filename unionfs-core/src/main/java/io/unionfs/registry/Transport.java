package io.unionfs.registry;

import io.unionfs.registry.WireException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * Sends one request and waits for its answer: no redirect is followed, nothing is tried again, and
 * nothing is waited for longer than the silence that is allowed. Safe for use by many threads.
 */
final class Transport implements Closeable {
  static final String CLOSED = "the client is closed";

  /** Between two looks at how much of a body was sent, in milliseconds. */
  private static final long SLICE = 100;

  private final HttpClient client;
  private final Duration silence;
  private final ProxySelector proxies; // null where Java has none
  private final ScheduledThreadPoolExecutor watchman;
  private final Set<AnswerBody> bodies = ConcurrentHashMap.newKeySet();
  private final Set<CompletableFuture<?>> waits = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * A transport without connections.
   *
   * @param tls whose certificates to trust; null for what Java trusts
   * @param proxies which proxy leads where; null for what Java's system properties say
   */
  Transport(Duration silence, SSLContext tls, ProxySelector proxies) {
    this.silence = silence;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(silence);
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.proxies = proxies == null ? ProxySelector.getDefault() : proxies;
    if (this.proxies != null) {
      builder.proxy(this.proxies);
    }
    client = builder.build();
    watchman = new ScheduledThreadPoolExecutor(1, Transport::daemon);
    watchman.setRemoveOnCancelPolicy(true);
    // What is closed ends by itself.
    watchman.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "registry-watch");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Sends a request.
   *
   * @throws WireException if there is no answer
   */
  Answer send(Call call) throws IOException {
    checkOpen();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .method(call.method(), call.body().publisher())
            .header("User-Agent", "unionfs");
    call.headers().forEach(request::header);
    AnswerBody body = new AnswerBody(silence, bodies::remove);
    CompletableFuture<HttpResponse<AnswerBody>> future =
        client.sendAsync(request.build(), info -> body);
    waits.add(future);
    bodies.add(body);
    boolean answered = false;
    try {
      checkOpen();
      HttpResponse<AnswerBody> response = await(future, call);
      body.watchedBy(watchman);
      answered = true;
      return new Answer(call, response.statusCode(), response.headers(), body);
    } finally {
      waits.remove(future);
      if (!answered) {
        future.cancel(true);
        body.close();
      }
    }
  }

  private HttpResponse<AnswerBody> await(
      CompletableFuture<HttpResponse<AnswerBody>> future, Call call) throws IOException {
    Outgoing outgoing = call.body();
    Duration wait = call.patience() == null ? silence : call.patience();
    long slice = Math.min(SLICE, Math.max(1, silence.toMillis() / 4));
    long waited = 0;
    long sentBefore = 0;
    while (true) {
      try {
        HttpResponse<AnswerBody> response = future.get(slice, TimeUnit.MILLISECONDS);
        outgoing.report();
        return response;
      } catch (TimeoutException e) {
        outgoing.report();
        long sent = outgoing.sent();
        boolean all = sent == outgoing.length();
        waited += slice;
        if (sent - sentBefore >= AnswerBody.LEAST || all && sent != sentBefore) {
          sentBefore = sent;
          waited = 0;
        } else if (waited >= (all ? wait : silence).toMillis()) {
          throw new WireException(all ? "is silent" : "takes what is sent too slowly");
        }
      } catch (InterruptedException e) {
        throw Interrupts.of(e);
      } catch (CancellationException e) {
        throw new IOException(CLOSED, e);
      } catch (ExecutionException e) {
        outgoing.check();
        checkOpen();
        throw failure(e.getCause(), proxy(call.uri()));
      }
    }
  }

  /** The proxy on the way to {@code uri}, for messages; empty where there is none. */
  private String proxy(URI uri) {
    if (proxies == null) {
      return "";
    }
    return proxies.select(uri).stream()
        .limit(1) // the others are not tried
        .filter(proxy -> proxy.type() == Proxy.Type.HTTP)
        .map(proxy -> "the proxy " + Texts.line(address(proxy.address())) + ": ")
        .findFirst()
        .orElse("");
  }

  private static String address(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getHostString() + ":" + inet.getPort()
        : address.toString();
  }

  /**
   * What went wrong.
   *
   * @param proxy the proxy on the way, as {@link #proxy} says it
   */
  private static IOException failure(Throwable cause, String proxy) {
    String text = Texts.line(cause.getMessage());
    if (cause instanceof ConnectException) {
      boolean unknown = cause.getCause() instanceof UnresolvedAddressException;
      return unknown
          ? new WireException(Reason.UNKNOWN_HOST, proxy + "there is no host of this name", cause)
          : new WireException(Reason.UNREACHABLE, proxy + "nobody listens there", cause);
    }
    if (cause instanceof HttpTimeoutException) {
      return new WireException(Reason.CUT, "is silent", cause);
    }
    if (cause instanceof SSLException && speaksTls(cause)) {
      return new WireException(Reason.TLS, "TLS failed: " + text, cause);
    }
    if (cause instanceof IOException) {
      return new WireException(Reason.CUT, proxy + "the connection failed: " + text, cause);
    }
    return new IOException(cause.toString(), cause);
  }

  /** Whether the other end took part in a handshake: it sent an alert, or its certificate. */
  private static boolean speaksTls(Throwable failure) {
    if (String.valueOf(failure.getMessage()).startsWith("Received fatal alert")) {
      return true;
    }
    for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
      if (each instanceof GeneralSecurityException) {
        return true;
      }
    }
    return false;
  }

  private void checkOpen() throws IOException {
    if (closing.getCount() == 0) {
      throw new IOException(CLOSED);
    }
  }

  ScheduledExecutorService watchman() {
    return watchman;
  }

  /** Waits, unless this is closed. */
  void pause(Duration time) throws InterruptedException {
    closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    closing.countDown();
    waits.forEach(wait -> wait.cancel(true));
    bodies.forEach(AnswerBody::abort);
    watchman.shutdownNow();
  }
}
