package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.registry.Credentials;
import io.unionfs.testing.registry.Fault;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** A registry for a test alone. */
class RegistriesInTestsTest {
  private static final List<TestRegistry> GIVEN = new ArrayList<>();

  private static int ask(TestRegistry registry) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(registry.origin() + "/v2/")).build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Retention(RetentionPolicy.RUNTIME)
  @Registry(builder = "io.unionfs.testing.RegistriesInTestsTest$Given#closedOne")
  @interface Closed {}

  static class Given {
    @Registry static TestRegistry ofTheClass;

    @Registry TestRegistry field;

    @Registry(builder = "busy")
    TestRegistry busy;

    private final TestRegistry ofConstructor;

    Given(@Registry TestRegistry ofConstructor) {
      this.ofConstructor = ofConstructor;
    }

    TestRegistry busy() throws IOException {
      return TestRegistry.open().next("GET", "/v2/", Fault.busy(503, "1"));
    }

    static TestRegistry closedOne() throws IOException {
      return TestRegistry.open(TestAuth.basic(new Credentials("user", "secret")));
    }

    @BeforeAll
    static void beforeAll(@Registry TestRegistry parameter) throws IOException {
      assertThat(ask(parameter)).isEqualTo(200);
      GIVEN.add(parameter);
      GIVEN.add(ofTheClass);
    }

    @RepeatedTest(2)
    void eachIsOpenAndFresh(@Registry TestRegistry parameter, @Closed TestRegistry closed)
        throws IOException {
      for (TestRegistry each : List.of(field, ofConstructor, parameter)) {
        assertThat(each.requests()).isEmpty();
        assertThat(ask(each)).isEqualTo(200);
      }
      assertThat(List.of(ask(busy), ask(busy))).containsExactly(503, 200);
      assertThat(ask(closed)).isEqualTo(401);
      GIVEN.addAll(List.of(field, busy, ofConstructor, parameter, closed));
    }

    @AfterEach
    void isOpenYet() throws IOException {
      assertThat(ask(field)).isEqualTo(200);
      assertThat(ask(ofTheClass)).isEqualTo(200);
    }
  }

  @Test
  void theyAreOpenedForATestAndClosedAfterIt() {
    GIVEN.clear();
    SampleRun.of(Given.class).assertSucceeded(2);
    assertThat(GIVEN).hasSize(2 + 2 * 5).doesNotHaveDuplicates();
    for (TestRegistry each : GIVEN) {
      assertThatThrownBy(() -> ask(each)).isInstanceOf(ConnectException.class);
    }
  }

  static class FailingFault {
    @Test
    void test(@Registry TestRegistry registry) {
      registry.always(
          "GET",
          "",
          Fault.changed(
              reply -> {
                throw new AssertionError("the client sent no token");
              }));
      assertThatThrownBy(() -> ask(registry)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void whatAFaultAssertsFailsTheTest() {
    assertThat(SampleRun.of(FailingFault.class).failure())
        .hasMessageContaining("the client sent no token");
  }

  static class Failing {
    @Test
    void test(@Registry TestRegistry registry) {
      GIVEN.add(registry);
      throw new IllegalStateException("of the test");
    }
  }

  @Test
  void oneIsClosedAfterAFailureToo() {
    GIVEN.clear();
    assertThat(SampleRun.of(Failing.class).failure()).hasMessage("of the test");
    assertThatThrownBy(() -> ask(GIVEN.get(0))).isInstanceOf(ConnectException.class);
  }
}
