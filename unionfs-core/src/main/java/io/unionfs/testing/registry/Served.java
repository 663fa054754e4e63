package io.unionfs.testing.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A request of one connection, while it is answered. */
final class Served implements Fault.Exchange {
  /** Finds the right answer. */
  interface Routing {
    TestReply route(Received received) throws IOException;
  }

  private final Received received;
  private final OutputStream out;
  private final Routing routing;
  private final Repositories repositories;

  Served(Received received, OutputStream out, Routing routing, Repositories repositories) {
    this.received = received;
    this.out = out;
    this.routing = routing;
    this.repositories = repositories;
  }

  @Override
  public TestRequest request() {
    return received.request();
  }

  @Override
  public InputStream body() {
    return received.body();
  }

  @Override
  public TestReply reply() throws IOException {
    TestReply reply = routing.route(received);
    discardBody();
    return reply;
  }

  @Override
  public void takeOnly(int bytes) throws IOException {
    String path = request().path();
    byte[] taken = body().readNBytes(bytes);
    repositories.append(path.substring(path.lastIndexOf('/') + 1), taken);
  }

  @Override
  public void send(TestReply reply) throws IOException {
    discardBody();
    reply.write(out, request().method().equals("HEAD"));
  }

  /** What is not read of a body would be taken for the next request. */
  private void discardBody() throws IOException {
    body().transferTo(OutputStream.nullOutputStream());
  }

  @Override
  public OutputStream out() {
    return out;
  }
}
