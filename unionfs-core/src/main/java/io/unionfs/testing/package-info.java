/**
 * The fixture for tests of others: a union, an image or a container in a test, by annotation.
 *
 * <p>JUnit Jupiter 5.10 or later is needed, and is not brought along.
 */
package io.unionfs.testing;
