/**
 * Assertions on unions and images, in AssertJ's style.
 *
 * <p>AssertJ 3.24 or later is needed, and is not brought along.
 */
package io.unionfs.testing.assertions;
