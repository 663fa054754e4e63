/**
 * The distribution protocol: manifests and blobs of a registry, over HTTP.
 *
 * <pre>
 * RegistryClient, Repository            what is typed
 * ManifestCalls  BlobDownload  BlobUpload, Session  Referrers  Pages
 * Requests                              who asks (Authorizer, TokenService), redirects
 * Sender                                attempts, documents, errors
 * Transport, AnswerBody                 one request and its answer, bounded in time
 * </pre>
 *
 * <p>All that comes is hostile until it is checked. Locks are taken in this order: the one of an
 * index of referrers, a token's, an endpoint's, an answer's monitor; the first three are held while
 * requests are made, and waited for so that an interrupt ends it.
 */
package io.unionfs.registry;
