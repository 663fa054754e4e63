package io.unionfs.testing.assertions;

import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assert;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.ObjectAssert;

/** From an assertion on to one on a part of what it is about, collected where that is collected. */
final class Navigation {
  private Navigation() {}

  /**
   * @param softly where failures are collected; null where they are thrown at once
   * @param what the description of the new assertion, behind that of the old one
   */
  static <T> ListAssert<T> list(
      AbstractAssert<?, ?> from, UnionSoftAssertions softly, List<T> list, String what) {
    if (softly == null) {
      return described(from, new ListAssert<>(list), what);
    }
    @SuppressWarnings("unchecked")
    ListAssert<T> collected = softly.proxy(ListAssert.class, List.class, list);
    return described(from, collected, what);
  }

  static <T> ObjectAssert<T> object(
      AbstractAssert<?, ?> from, UnionSoftAssertions softly, T object, String what) {
    if (softly == null) {
      return described(from, new ObjectAssert<>(object), what);
    }
    @SuppressWarnings("unchecked")
    ObjectAssert<T> collected = softly.proxy(ObjectAssert.class, Object.class, object);
    return described(from, collected, what);
  }

  /**
   * @param made makes the assertion on a part where failures are thrown at once
   * @param collected makes it where they are collected
   */
  static <A extends Assert<?, ?>> A to(
      AbstractAssert<?, ?> from,
      UnionSoftAssertions softly,
      java.util.function.Supplier<A> made,
      Function<UnionSoftAssertions, A> collected,
      String what) {
    return described(from, softly == null ? made.get() : collected.apply(softly), what);
  }

  private static <A extends Assert<?, ?>> A described(
      AbstractAssert<?, ?> from, A to, String what) {
    String before = from.descriptionText();
    to.as("%s", before.isEmpty() ? what : before + ": " + what);
    return to;
  }
}
