package raft;

import com.google.protobuf.ByteString;

/// One slot of the Raft log.
///
/// @param index position in the log, from 1
/// @param term the term of the leader that created the entry
/// @param kind what the data is
/// @param data the proposal's bytes; empty for a no-op
public record Entry(long index, long term, Kind kind, ByteString data) {

  /// What an entry holds. The codes go to disk and between members: never reuse one.
  public enum Kind {
    /// Appended by a new leader so that it may commit what earlier terms left (paper §8).
    NO_OP(0),
    /// A client's request, encoded by `proposal.Proposal`.
    PROPOSAL(1);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// The number that stands for this kind on disk and on the wire.
    public int code() {
      return code;
    }

    /// The kind of a code.
    ///
    /// @throws IllegalArgumentException if no kind has this code
    public static Kind of(int code) {
      return switch (code) {
        case 0 -> NO_OP;
        case 1 -> PROPOSAL;
        default -> throw new IllegalArgumentException("unknown entry kind " + code);
      };
    }
  }

  public static Entry noOp(long index, long term) {
    return new Entry(index, term, Kind.NO_OP, ByteString.EMPTY);
  }

  public static Entry proposal(long index, long term, ByteString data) {
    return new Entry(index, term, Kind.PROPOSAL, data);
  }

  public EntryId id() {
    return new EntryId(index, term);
  }

  /// What this entry costs in memory and in a message, in bytes: its data and a fixed overhead.
  public int size() {
    return data.size() + 32;
  }
}
