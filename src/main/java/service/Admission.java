package service;

import etcd.EtcdError;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import proposal.wire.ProposalOrBuilder;

/// Decides whether a request may be proposed, by what only this member knows: how full it is.
@FunctionalInterface
public interface Admission {

  /// Everything may be proposed.
  Admission ALL = (_, _) -> null;

  /// Why a request may not be proposed; null if it may. Thread-safe.
  ///
  /// @param entrance by which the member can tell the others first
  @Nullable CompletableFuture<EtcdError> refuse(Entrance entrance, ProposalOrBuilder request);
}
