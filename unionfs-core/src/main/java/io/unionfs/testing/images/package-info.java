/** Images and layers for tests: hostile, odd, synthetic. */
package io.unionfs.testing.images;
