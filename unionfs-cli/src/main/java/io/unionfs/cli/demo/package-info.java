/** What {@code unionfs demo} tells. */
package io.unionfs.cli.demo;
