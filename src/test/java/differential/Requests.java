package differential;

import com.google.protobuf.Message;

/// The stream: which request comes next, given what is known. The same seed and the same answers
/// give the same requests.
final class Requests {

  private final Dice dice;
  private final Reads reads;
  private final Writes writes;
  private final Txns txns;

  Requests(long seed) {
    dice = new Dice(seed);
    Keys keys = new Keys(dice);
    reads = new Reads(dice, keys);
    writes = new Writes(dice, keys);
    txns = new Txns(dice, keys, reads, writes);
  }

  Message next(Known known) {
    int kind = dice.between(0, 199);
    if (kind < 70) {
      return reads.range(known);
    }
    if (kind < 120) {
      return writes.put();
    }
    if (kind < 135) {
      return writes.delete();
    }
    return kind < 197 ? txns.txn(known) : writes.compaction(known);
  }
}
