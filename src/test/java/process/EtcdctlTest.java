package process;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The etcdctl of the distribution, unmodified, prints what it prints with etcd.
@Tag("process")
final class EtcdctlTest {

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  @BeforeAll
  static void needsEtcdctl() {
    Etcdctl.assumeInstalled();
  }

  private static Etcdctl ctl() {
    return new Etcdctl(cluster.endpoints());
  }

  private static List<String> ctl(String... words) {
    return ctl().lines(words);
  }

  @Test
  void putsAndGets() {
    assertThat(ctl("put", "ctl/a", "one")).containsExactly("OK");
    assertThat(ctl("get", "ctl/a")).containsExactly("ctl/a", "one");
    assertThat(ctl("put", "ctl/a", "two", "--prev-kv")).containsExactly("OK", "ctl/a", "one");
    assertThat(ctl("put", "ctl/a", "--ignore-value")).containsExactly("OK");
    assertThat(ctl("put", "ctl/a", "three", "--ignore-lease")).containsExactly("OK");
    assertThat(ctl("get", "ctl/a", "--print-value-only")).containsExactly("three");
    assertThat(ctl("get", "ctl/a", "--consistency=s")).hasSizeLessThanOrEqualTo(2);
    assertThat(ctl("get", "ctl/a", "--hex"))
        .containsExactly("\\x63\\x74\\x6c\\x2f\\x61", "\\x74\\x68\\x72\\x65\\x65");
    assertThat(ctl("get", "ctl/none")).isEmpty();
  }

  @Test
  void takesValuesFromStandardInput() {
    assertThat(ctl().run("from stdin", "put", "ctl/stdin").lines()).containsExactly("OK");
    assertThat(ctl("get", "ctl/stdin", "--print-value-only")).containsExactly("from stdin");
  }

  @Test
  void getsRanges() {
    IntStream.rangeClosed(1, 5).forEach(i -> ctl("put", "range/" + i, "v" + (6 - i)));
    ctl("put", "range/2", "v0");
    String[] keys = {"range/1", "range/2", "range/3", "range/4", "range/5"};
    assertThat(ctl("get", "range/", "--prefix", "--keys-only"))
        .filteredOn(line -> !line.isEmpty())
        .containsExactly(keys);
    assertThat(values("get", "range/", "--prefix", "--limit=2")).containsExactly("v5", "v0");
    assertThat(values("get", "range/2", "range/4")).containsExactly("v0", "v3");
    assertThat(values("get", "range/4", "--from-key", "--limit=2")).containsExactly("v2", "v1");
    assertThat(values("get", "range/", "--prefix", "--order=DESCEND"))
        .containsExactly("v1", "v2", "v3", "v0", "v5");
    assertThat(values("get", "range/", "--prefix", "--sort-by=VALUE", "--order=ASCEND"))
        .containsExactly("v0", "v1", "v2", "v3", "v5");
    assertThat(values("get", "range/", "--prefix", "--sort-by=MODIFY", "--order=DESCEND"))
        .containsExactly("v0", "v1", "v2", "v3", "v5");
    assertThat(values("get", "range/", "--prefix", "--sort-by=CREATE")).startsWith("v5", "v0");
    assertThat(values("get", "range/", "--prefix", "--sort-by=VERSION", "--order=DESCEND"))
        .startsWith("v0");
    JsonObject page = ctl().json("get", "range/", "--prefix", "--limit=2").getAsJsonObject();
    assertThat(page.get("count").getAsInt()).isEqualTo(5);
    assertThat(page.get("more").getAsBoolean()).isTrue();
  }

  private static List<String> values(String... words) {
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--print-value-only";
    return ctl(all);
  }

  @Test
  void tellsOfKeysInJson() {
    ctl("put", "json/a", "one");
    ctl("put", "json/a", "two");
    JsonObject response = ctl().json("get", "json/a").getAsJsonObject();
    JsonObject header = response.getAsJsonObject("header");
    JsonObject kv = response.getAsJsonArray("kvs").get(0).getAsJsonObject();
    assertThat(header.keySet()).contains("cluster_id", "member_id", "revision", "raft_term");
    assertThat(kv.get("key").getAsString()).isEqualTo("anNvbi9h");
    assertThat(kv.get("value").getAsString()).isEqualTo("dHdv");
    assertThat(kv.get("version").getAsInt()).isEqualTo(2);
    assertThat(kv.get("mod_revision").getAsLong())
        .isEqualTo(kv.get("create_revision").getAsLong() + 1)
        .isLessThanOrEqualTo(header.get("revision").getAsLong());
    assertThat(response.get("count").getAsInt()).isEqualTo(1);
  }

  @Test
  void deletes() {
    for (String key : List.of("del/1", "del/2", "del/3", "del/4", "zdel/5", "zdel/6")) {
      ctl("put", key, "v");
    }
    assertThat(ctl("del", "del/1")).containsExactly("1");
    assertThat(ctl("del", "del/1")).containsExactly("0");
    assertThat(ctl("del", "del/2", "--prev-kv")).containsExactly("1", "del/2", "v");
    assertThat(ctl("del", "del/3", "del/4")).containsExactly("1");
    assertThat(ctl("del", "del/", "--prefix")).containsExactly("1");
    assertThat(ctl("del", "zdel/", "--from-key")).containsExactly("2");
  }

  @Test
  void readsThePastUntilItIsCompacted() {
    ctl("put", "past", "one");
    long revision = revision(ctl().json("put", "past", "two"));
    assertThat(ctl("get", "past", "--rev=" + (revision - 1), "--print-value-only"))
        .containsExactly("one");
    assertThat(ctl("compaction", String.valueOf(revision)))
        .containsExactly("compacted revision " + revision);
    assertFails("required revision has been compacted", "get", "past", "--rev=" + (revision - 1));
    assertFails("required revision has been compacted", "compaction", String.valueOf(revision));
    assertFails("required revision is a future revision", "get", "past", "--rev=999999999");
    assertThat(ctl("get", "past", "--rev=" + revision, "--print-value-only"))
        .containsExactly("two");
    long later = revision(ctl().json("put", "past", "three"));
    assertThat(ctl("compaction", "--physical", String.valueOf(later)))
        .containsExactly("compacted revision " + later);
  }

  private static long revision(JsonElement response) {
    return response.getAsJsonObject().getAsJsonObject("header").get("revision").getAsLong();
  }

  @Test
  void runsTransactions() {
    ctl("put", "txn/a", "one");
    String script =
        """
        value("txn/a") = "one"
        version("txn/none") = "0"
        mod("txn/a") > "0"
        create("txn/a") > "0"

        put txn/b two
        get txn/a
        del txn/none

        get txn/b

        """;
    assertThat(ctl().run(script, "txn").lines())
        .filteredOn(line -> !line.isEmpty())
        .containsExactly("SUCCESS", "OK", "txn/a", "one", "0");
    assertThat(ctl().run(script.replace("= \"one\"", "= \"two\""), "txn").lines())
        .filteredOn(line -> !line.isEmpty())
        .containsExactly("FAILURE", "txn/b", "two");
  }

  @Test
  void saysWhatWentWrong() {
    assertFails("requested lease not found", "put", "k", "v", "--lease=1234");
    assertFails("key not found", "put", "wrong/none", "--ignore-value");
    assertFails("key is not provided", "get", "");
  }

  private static void assertFails(String reason, String... words) {
    Processes.Result result = ctl().run("", words);
    assertThat(result.exitCode()).as("%s", result).isNotZero();
    assertThat(result.err()).contains("etcdserver: ").contains(reason);
  }

  @Test
  void findsEveryMemberHealthy() {
    Processes.Result result = ctl().run("", "endpoint", "health");
    assertThat(result.exitCode()).isZero();
    assertThat((result.out() + result.err()).lines())
        .hasSize(3)
        .allMatch(line -> line.contains(" is healthy: successfully committed proposal"));
  }

  @Test
  void showsTheStatusOfEveryMember() {
    Member leader = cluster.awaitLeader();
    JsonArray all = ctl().json("endpoint", "status").getAsJsonArray();
    assertThat(all).hasSize(3);
    for (JsonElement each : all) {
      JsonObject status = each.getAsJsonObject().getAsJsonObject("Status");
      assertThat(status.get("version").getAsString()).matches("3\\.6\\.\\d+");
      assertThat(status.get("dbSize").getAsLong()).isPositive();
      assertThat(status.get("raftTerm").getAsLong()).isPositive();
      assertThat(status.get("raftIndex").getAsLong()).isPositive();
      assertThat(status.get("leader").getAsString())
          .isEqualTo(Long.toUnsignedString(leader.status().getHeader().getMemberId()));
    }
    List<String> ids =
        StreamSupport.stream(all.spliterator(), false)
            .map(each -> each.getAsJsonObject().getAsJsonObject("Status"))
            .map(status -> status.getAsJsonObject("header").get("member_id").getAsString())
            .toList();
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void listsTheMembers() {
    List<String> lines = ctl("member", "list");
    assertThat(lines.stream().map(line -> Long.parseUnsignedLong(line.split(",")[0], 16)))
        .hasSize(3)
        .isSortedAccordingTo(Long::compareUnsigned);
    for (Member member : cluster.members()) {
      assertThat(lines)
          .anyMatch(
              line ->
                  line.matches("[0-9a-f]+, started, .*")
                      && line.endsWith(
                          "%s, %s, %s, false"
                              .formatted(
                                  member.name(),
                                  member.flags().peerUrl(),
                                  member.flags().clientUrl())));
    }
  }
}
