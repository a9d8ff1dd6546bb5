package actors;

import raft.MemberId;

/// The Raft actors of all members, this one included.
///
/// Sending never blocks and may lose: Raft repeats what matters.
public interface Peers {
  void tell(MemberId to, Raft.Rpc message);
}
