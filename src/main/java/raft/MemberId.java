package raft;

/// The identity of a member: etcd's unsigned 64-bit member id, printed in lower-case hex.
///
/// @param value the id's bits; compared unsigned
public record MemberId(long value) implements Comparable<MemberId> {

  @Override
  public int compareTo(MemberId other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toHexString(value);
  }
}
