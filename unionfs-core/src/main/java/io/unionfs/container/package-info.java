/** Containers and their life, on the images of a store; volumes; what it all takes. */
package io.unionfs.container;
