package simulation;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchCreateRequest.FilterType;
import java.util.random.RandomGenerator;

/// Watchers of one key, some or all; from the past, from now or from the future on; with and
/// without filters, pairs before, parts of messages and news of progress.
final class Watching implements Capability {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

  /// A watcher of everything, in which no revision is missing.
  static WatchCreateRequest all(long start) {
    return WatchCreateRequest.newBuilder()
        .setKey(ZERO)
        .setRangeEnd(ZERO)
        .setPrevKv(true)
        .setStartRevision(start)
        .build();
  }

  @Override
  public Message request(Knowledge known, RandomGenerator dice) {
    var create =
        WatchCreateRequest.newBuilder()
            .setPrevKv(dice.nextBoolean())
            .setFragment(dice.nextBoolean())
            .setProgressNotify(dice.nextBoolean())
            .setStartRevision(start(known, dice));
    var key = known.someKey(dice);
    switch (dice.nextInt(4)) {
      case 0 -> create.setKey(key);
      case 1 -> create.setKey(key).setRangeEnd(ZERO);
      case 2 -> create.setKey(ZERO).setRangeEnd(key);
      default -> create.setKey(key).setRangeEnd(next(next(key)));
    }
    switch (dice.nextInt(4)) {
      case 0 -> create.addFilters(FilterType.NOPUT);
      case 1 -> create.addFilters(FilterType.NODELETE);
      default -> {}
    }
    return create.build();
  }

  private static long start(Knowledge known, RandomGenerator dice) {
    var revision = known.revision();
    return switch (dice.nextInt(4)) {
      case 0 -> 0;
      case 1 -> revision + 1 + dice.nextInt(10);
      default -> Math.max(1, revision - dice.nextInt(30));
    };
  }

  /// The next of the keys that clients use, be it there or not.
  private static ByteString next(ByteString key) {
    var bytes = key.toByteArray();
    bytes[bytes.length - 1]++;
    return ByteString.copyFrom(bytes);
  }
}
