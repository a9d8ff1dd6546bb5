package process;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.RangeRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import mvccpb.KeyValue;

/// What members have acknowledged: keys that were each put once, and the revision each got.
final class Ledger {

  /// An acknowledged put.
  record Entry(String value, long revision) {}

  private final Map<String, Entry> acknowledged = new ConcurrentSkipListMap<>();

  void add(String key, Entry entry) {
    acknowledged.put(key, entry);
  }

  int size() {
    return acknowledged.size();
  }

  /// Fails if a member lacks an acknowledged put, or holds it otherwise than it said.
  ///
  /// @param prefix of all keys that were put
  void assertKeptBy(Member member, String prefix) {
    Map<String, Entry> kept =
        member.kv(Member.PATIENCE).range(allUnder(prefix)).getKvsList().stream()
            .collect(
                Collectors.toMap(
                    kv -> kv.getKey().toStringUtf8(), Ledger::entry, (one, _) -> one, TreeMap::new));
    Map<String, Entry> expected = new TreeMap<>(acknowledged);
    Map<String, Entry> actual =
        expected.keySet().stream()
            .filter(kept::containsKey)
            .collect(Collectors.toMap(Function.identity(), kept::get));
    assertThat(actual).as("acknowledged puts that %s holds", member).isEqualTo(expected);
    assertThat(kept.values().stream().map(Entry::revision)).doesNotHaveDuplicates();
  }

  private static Entry entry(KeyValue kv) {
    assertThat(kv.getVersion()).as("puts of %s", kv.getKey()).isEqualTo(1);
    return new Entry(kv.getValue().toStringUtf8(), kv.getModRevision());
  }

  private static RangeRequest allUnder(String prefix) {
    return RangeRequest.newBuilder()
        .setKey(Bytes.of(prefix + "/"))
        .setRangeEnd(Bytes.of(prefix + "0"))
        .build();
  }
}
