package service;

import actors.Raft;
import com.google.protobuf.ByteString;
import java.util.List;
import proposal.ProposalQueue;

/// A batch of proposals as the Raft actor sees it.
record WaitingProposals(ProposalQueue.Batch batch) implements Raft.Proposals {

  @Override
  public List<ByteString> awaited() {
    return batch.awaited();
  }

  @Override
  public boolean isOver() {
    return batch.isOver();
  }
}
