/// The doors to a member that know no transport: gRPC, HTTP, the ask pattern and an embedding
/// program all come through here and get the same answers.
///
/// A request is checked ([service.RequestChecks]), then read from the store, or proposed, or queued
/// for a read index ([service.Entrance]). No method waits: answers are futures, and end with an
/// [etcd.EtcdException] that holds etcd's code and text.
@NullMarked
package service;

import org.jspecify.annotations.NullMarked;
