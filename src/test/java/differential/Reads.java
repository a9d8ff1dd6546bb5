package differential;

import com.google.protobuf.ByteString;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;

/// Range requests, plain ones and every option alone and together.
final class Reads {

  private static final int UNKNOWN_ENUM = 9;

  private final Dice dice;
  private final Keys keys;

  Reads(Dice dice, Keys keys) {
    this.dice = dice;
    this.keys = keys;
  }

  /// A range alone: now and then of everything, and now and then sorted by nothing etcd knows.
  RangeRequest range(Known known) {
    RangeRequest.Builder range = dice.oneIn(30) ? everything() : some();
    options(range, known);
    if (dice.chance(35)) {
      range.setRevision(revision(known));
    }
    if (dice.oneIn(200)) {
      unknownSort(range);
    }
    return range.build();
  }

  /// A range in a transaction: mostly of now, since one that asks for what cannot be read fails all.
  RangeRequest inTxn(Known known) {
    RangeRequest.Builder range = some();
    options(range, known);
    if (dice.chance(8)) {
      range.setRevision(revision(known));
    }
    return range.build();
  }

  private RangeRequest.Builder some() {
    ByteString key = keys.key();
    return RangeRequest.newBuilder().setKey(key).setRangeEnd(keys.end(key));
  }

  private static RangeRequest.Builder everything() {
    return RangeRequest.newBuilder().setKey(Keys.ZERO).setRangeEnd(Keys.ZERO);
  }

  private void options(RangeRequest.Builder range, Known known) {
    range.setSerializable(dice.chance(20)).setKeysOnly(dice.chance(10));
    range.setCountOnly(dice.chance(8));
    if (dice.chance(30)) {
      range.setLimit(limit());
    }
    if (dice.chance(40)) {
      range.setSortOrder(dice.pick(SortOrder.NONE, SortOrder.ASCEND, SortOrder.DESCEND));
      range.setSortTarget(
          dice.pick(
              SortTarget.KEY,
              SortTarget.VERSION,
              SortTarget.CREATE,
              SortTarget.MOD,
              SortTarget.VALUE));
    }
    if (dice.chance(15)) {
      filters(range, known);
    }
  }

  private long limit() {
    return switch (dice.between(0, 9)) {
      case 0 -> 0;
      case 1 -> -dice.between(1, 5);
      case 2 -> dice.pick(Long.MAX_VALUE, Long.MIN_VALUE, (long) Integer.MAX_VALUE);
      case 3 -> dice.between(50, 110);
      default -> dice.between(1, 8);
    };
  }

  private void filters(RangeRequest.Builder range, Known known) {
    if (dice.chance(40)) {
      range.setMinModRevision(bound(known));
    }
    if (dice.chance(40)) {
      range.setMaxModRevision(bound(known));
    }
    if (dice.chance(40)) {
      range.setMinCreateRevision(bound(known));
    }
    if (dice.chance(40)) {
      range.setMaxCreateRevision(bound(known));
    }
  }

  private long bound(Known known) {
    return switch (dice.between(0, 9)) {
      case 0 -> 0;
      case 1 -> dice.pick(-1L, Long.MIN_VALUE, Long.MAX_VALUE);
      default -> Math.max(0, known.revision() - dice.between(-2, 150));
    };
  }

  /// One to read at: readable, compacted, to come, or nonsense.
  private long revision(Known known) {
    return switch (dice.between(0, 11)) {
      case 0 -> known.revision() + dice.pick(1L, 2L, 1_000L);
      case 1 -> known.compacted();
      case 2 -> known.compacted() - dice.pick(1L, 2L, 100L);
      case 3 -> known.compacted() + 1;
      case 4 -> dice.pick(0L, -1L, -2L, 1L, Long.MIN_VALUE, Long.MAX_VALUE);
      case 5 -> known.revision();
      default -> dice.between(Math.max(1, known.compacted()), known.revision());
    };
  }

  private void unknownSort(RangeRequest.Builder range) {
    if (dice.chance(50)) {
      range.setSortOrderValue(UNKNOWN_ENUM);
    } else {
      range.setSortTargetValue(UNKNOWN_ENUM);
    }
  }
}
