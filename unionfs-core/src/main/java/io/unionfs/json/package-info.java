/**
 * JSON documents: read with limits ({@link io.unionfs.json.Document}), since they may be hostile,
 * and written so that the same content gives the same bytes ({@link
 * io.unionfs.json.DocumentBuilder}). Fields that nobody here knows survive. This package does not
 * know what documents say.
 */
package io.unionfs.json;
