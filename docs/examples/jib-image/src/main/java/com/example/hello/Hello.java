package com.example.hello;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program that goes into the image: it prints the greeting of {@code /etc/hello/greeting}. */
public final class Hello {
  private Hello() {}

  /** Prints it. */
  public static void main(String[] args) throws IOException {
    System.out.println(greeting(Path.of("/")));
  }

  /** The greeting in the tree at {@code root}, which a test may have made. */
  static String greeting(Path root) throws IOException {
    return Files.readString(root.resolve("etc/hello/greeting")).strip();
  }
}
