package differential;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DeleteRangeRequest;
import etcdserverpb.PutRequest;

/// Puts, deletes and compactions, with the flags that make them illegal when the store or the
/// request is not as they need it.
final class Writes {

  private final Dice dice;
  private final Keys keys;

  Writes(Dice dice, Keys keys) {
    this.dice = dice;
    this.keys = keys;
  }

  PutRequest put() {
    PutRequest.Builder put =
        PutRequest.newBuilder()
            .setKey(keys.key())
            .setValue(keys.value())
            .setPrevKv(dice.chance(30));
    if (dice.oneIn(20)) {
      put.setIgnoreValue(true);
      if (dice.chance(80)) {
        put.clearValue();
      }
    }
    put.setIgnoreLease(dice.oneIn(20));
    if (dice.oneIn(40)) {
      put.setLease(dice.pick(1L, 4711L, -1L, Long.MIN_VALUE, Long.MAX_VALUE));
    }
    return put.build();
  }

  DeleteRangeRequest delete() {
    ByteString key = keys.key();
    return delete(key, dice.oneIn(8) ? keys.end(key) : keys.nearEnd(key));
  }

  DeleteRangeRequest narrowDelete() {
    ByteString key = keys.key();
    return delete(key, dice.oneIn(40) ? keys.end(key) : keys.nearEnd(key));
  }

  private DeleteRangeRequest delete(ByteString key, ByteString end) {
    return DeleteRangeRequest.newBuilder()
        .setKey(key)
        .setRangeEnd(end)
        .setPrevKv(dice.chance(40))
        .build();
  }

  /// Mostly of what is long past, so that there stays a history to read.
  CompactionRequest compaction(Known known) {
    long revision =
        switch (dice.between(0, 9)) {
          case 0 -> known.compacted();
          case 1 -> known.revision() + dice.pick(1L, 50L);
          case 2 -> dice.pick(0L, -1L, -2L, Long.MIN_VALUE, Long.MAX_VALUE);
          case 3 -> known.compacted() - 1;
          case 4 -> known.revision();
          default -> known.revision() - dice.between(1, 300);
        };
    return CompactionRequest.newBuilder()
        .setRevision(revision)
        .setPhysical(dice.chance(20))
        .build();
  }
}
