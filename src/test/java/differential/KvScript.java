package differential;

import com.google.protobuf.Message;
import etcdserverpb.RangeRequest;
import java.util.List;
import java.util.stream.IntStream;

/// The KV service: reads of now and then, writes, transactions, compactions, legal and illegal.
final class KvScript implements Script {

  /// Revisions, from the oldest readable to the last, at which the whole store is compared.
  private static final int PAST_STATES = 60;

  private final Dice dice;
  private final Reads reads;
  private final Writes writes;
  private final Txns txns;
  private Known known = Known.EMPTY;

  KvScript(long seed) {
    dice = new Dice(seed);
    Keys keys = new Keys(dice);
    reads = new Reads(dice, keys);
    writes = new Writes(dice, keys);
    txns = new Txns(dice, keys, reads, writes);
  }

  @Override
  public Step next() {
    return Ask.of(request());
  }

  @Override
  public void heard(Step step, Answer answer) {
    known = known.after(step, answer);
  }

  /// By turns through all members, so that in the end each has shown all that it holds.
  @Override
  public List<Step> atTheEnd() {
    return IntStream.range(0, PAST_STATES)
        .mapToObj(i -> everything(known.past(i, PAST_STATES)))
        .toList();
  }

  private static Step everything(long revision) {
    return Ask.of(
        RangeRequest.newBuilder()
            .setKey(Keys.ZERO)
            .setRangeEnd(Keys.ZERO)
            .setRevision(revision)
            .build());
  }

  private Message request() {
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
