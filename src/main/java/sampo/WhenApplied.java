package sampo;

import actors.Raft;

/// Waits, in the place of reads, until the store has applied an entry.
///
/// @param then runs on the applier's thread
record WhenApplied(Runnable then) implements Raft.Reads {

  @Override
  public boolean isEmpty() {
    return false;
  }

  @Override
  public Raft.Reads and(Raft.Reads later) {
    throw new UnsupportedOperationException("waits alone");
  }

  /// Whoever waits hears nothing, and does not depend on it.
  @Override
  public void refuse(Raft.Refusal refusal) {}

  @Override
  public void serve() {
    then.run();
  }
}
