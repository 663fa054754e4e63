package io.unionfs.testing;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Where annotations that describe a union may stand, the nearest place first. Immutable. */
final class Places {
  private final List<Place> nearestFirst;

  private Places(List<Place> nearestFirst) {
    this.nearestFirst = nearestFirst;
  }

  /** One place. */
  private interface Place {
    <A extends Annotation> List<A> all(Class<A> type);

    <A extends Annotation> Optional<A> one(Class<A> type);
  }

  /** A field, a method or a class. */
  private record Declared(AnnotatedElement element) implements Place {
    @Override
    public <A extends Annotation> List<A> all(Class<A> type) {
      return AnnotationSupport.findRepeatableAnnotations(element, type);
    }

    @Override
    public <A extends Annotation> Optional<A> one(Class<A> type) {
      return AnnotationSupport.findAnnotation(element, type);
    }
  }

  /** What JUnit shows of an element: it knows where a parameter's annotations are. */
  private record Shown(AnnotatedElementContext element) implements Place {
    @Override
    public <A extends Annotation> List<A> all(Class<A> type) {
      return element.findRepeatableAnnotations(type);
    }

    @Override
    public <A extends Annotation> Optional<A> one(Class<A> type) {
      return element.findAnnotation(type);
    }
  }

  static Places of(AnnotatedElement element) {
    return new Places(List.of(new Declared(element)));
  }

  static Places of(AnnotatedElementContext element) {
    return new Places(List.of(new Shown(element)));
  }

  /** These, and behind them another. */
  Places then(Optional<? extends AnnotatedElement> element) {
    if (element.isEmpty()) {
      return this;
    }
    List<Place> more = new ArrayList<>(nearestFirst);
    more.add(new Declared(element.get()));
    return new Places(List.copyOf(more));
  }

  /** These, and behind them a class, its superclasses, and the classes around them. */
  Places thenClass(Class<?> testClass) {
    List<Place> more = new ArrayList<>(nearestFirst);
    around(testClass).forEach(each -> more.add(new Declared(each)));
    return new Places(List.copyOf(more));
  }

  /**
   * A class, its superclasses, and, where it is an inner class and no static one, the class around
   * it, the superclasses of that, and so on.
   */
  static Set<Class<?>> around(Class<?> testClass) {
    Set<Class<?>> found = new LinkedHashSet<>();
    for (Class<?> outer = testClass; outer != null; outer = outerOf(outer)) {
      for (Class<?> each = outer; each != null && each != Object.class; ) {
        found.add(each);
        each = each.getSuperclass();
      }
    }
    return found;
  }

  private static Class<?> outerOf(Class<?> type) {
    return Modifier.isStatic(type.getModifiers()) ? null : type.getEnclosingClass();
  }

  /** The nearest annotation of that type. */
  <A extends Annotation> Optional<A> nearest(Class<A> type) {
    return nearestFirst.stream().flatMap(place -> place.one(type).stream()).findFirst();
  }

  /** That of the nearest place of all, the element itself. */
  <A extends Annotation> Optional<A> own(Class<A> type) {
    return nearestFirst.get(0).one(type);
  }

  /** Whether the nearest place of all, the element itself, has an annotation of that type. */
  <A extends Annotation> boolean isNearest(Class<A> type) {
    return !nearestFirst.get(0).all(type).isEmpty();
  }

  /** Those of the nearest place that has any, in their order. */
  <A extends Annotation> List<A> nearestAll(Class<A> type) {
    return nearestFirst.stream()
        .map(place -> place.all(type))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse(List.of());
  }
}
