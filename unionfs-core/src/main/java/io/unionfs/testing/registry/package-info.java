/** A registry in this process, for tests of clients. */
package io.unionfs.testing.registry;
