package service;

import java.time.Duration;

/// What a member takes from its clients, and for how long.
///
/// @param maxRequestBytes largest request in its encoded form (etcd's `--max-request-bytes`)
/// @param maxTxnOps operations, and guards, for each level of a transaction (`--max-txn-ops`)
/// @param maxPending proposals, and as many linearizable reads, that may wait for their answer
/// @param maxQueuedBytes encoded proposals that may wait for the Raft actor
/// @param maxApplyLag committed entries that may wait to be applied before proposals are refused
/// @param inlineReadKeys a range that returns no more keys is read on the thread of its connection
/// @param requestTimeout how long a write or a linearizable read may take
/// @param electionTimeout the minimum election timeout of the cluster
public record Limits(
    int maxRequestBytes,
    int maxTxnOps,
    int maxPending,
    long maxQueuedBytes,
    long maxApplyLag,
    int inlineReadKeys,
    Duration requestTimeout,
    Duration electionTimeout) {

  public Limits {
    if (maxRequestBytes < 1
        || maxTxnOps < 1
        || maxPending < 1
        || maxQueuedBytes < maxRequestBytes
        || maxApplyLag < 1
        || inlineReadKeys < 0
        || !requestTimeout.isPositive()
        || !electionTimeout.isPositive()) {
      throw new IllegalArgumentException("limits out of bounds");
    }
  }

  /// etcd's values, for an election timeout of one second.
  public static Limits defaults() {
    var election = Duration.ofSeconds(1);
    return new Limits(
        3 << 19, 128, 50_000, 256L << 20, 5_000, 100, requestTimeout(election), election);
  }

  /// etcd's request timeout: five seconds for the disk and two elections.
  public static Duration requestTimeout(Duration electionTimeout) {
    return Duration.ofSeconds(5).plus(electionTimeout.multipliedBy(2));
  }

  /// Largest message a connection takes: the request and what surrounds it, in bytes.
  public int maxMessageBytes() {
    return Math.addExact(maxRequestBytes, 512 << 10);
  }
}
