package sampo.settings;

import sampo.InvalidSettings;

/// How large a request may be.
///
/// @param maxBytes in its encoded form (`--max-request-bytes`)
/// @param maxTxnOps operations, and guards, for each level of a transaction (`--max-txn-ops`)
public record RequestSettings(int maxBytes, int maxTxnOps) {

  /// A request is an entry of the log: it is sent and held as one piece.
  private static final int LARGEST = 64 << 20;

  /// @throws InvalidSettings if nothing would be let in, or too much
  public RequestSettings {
    if (maxBytes < 1 || maxBytes > LARGEST) {
      throw new InvalidSettings(
          "--max-request-bytes must be from 1 to %d, not %d".formatted(LARGEST, maxBytes));
    }
    if (maxTxnOps < 1) {
      throw new InvalidSettings("--max-txn-ops must be >0 (set to %d)".formatted(maxTxnOps));
    }
  }
}
