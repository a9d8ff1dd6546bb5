package service;

import actors.Raft;
import etcd.EtcdError;
import etcd.EtcdException;
import proposal.ReadQueue;

/// A batch of reads as the Raft actor sees it.
record WaitingReads(ReadQueue.Batch batch) implements Raft.Reads {

  @Override
  public boolean isEmpty() {
    return batch.isEmpty();
  }

  @Override
  public Raft.Reads and(Raft.Reads later) {
    return switch (later) {
      case WaitingReads(var more) -> new WaitingReads(batch.and(more));
      default -> throw new IllegalArgumentException("reads of another entrance: " + later);
    };
  }

  @Override
  public void refuse(Raft.Refusal refusal) {
    batch.refuse(error(refusal));
  }

  @Override
  public void serve() {
    batch.serve();
  }

  private static EtcdException error(Raft.Refusal refusal) {
    return switch (refusal) {
      case LEADER_CHANGED -> EtcdError.LEADER_CHANGED.exception();
      case STOPPING -> EtcdError.STOPPED.exception();
    };
  }
}
