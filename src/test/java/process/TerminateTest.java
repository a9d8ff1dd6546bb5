package process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// An operator ends a member: nothing is lost, who waits for an answer gets it, and nobody waits
/// for an election timeout.
@Tag("process")
final class TerminateTest {

  private static final Duration ELECTION_TIMEOUT = Duration.ofSeconds(1);
  private static final int SOME_PUTS = 200;

  /// Longer than a member waits that has no calls under way.
  private static final Duration HELD_UP = Duration.ofMillis(1500);

  @RegisterExtension static final Cluster cluster = Cluster.shared();

  @Test
  void aTerminatedLeaderHandsOverAndExitsCleanly() {
    List<Duration> handovers = new ArrayList<>();
    try (Load load = Load.start(cluster.members(), "terminate")) {
      for (int i = 0; i < 3; i++) {
        load.awaitMore(SOME_PUTS);
        handovers.add(terminateLeader());
        load.awaitMore(SOME_PUTS);
        cluster.heal();
      }
      Ledger acknowledged = load.stop();
      cluster.members().forEach(member -> acknowledged.assertKeptBy(member, "terminate"));
    }
    System.out.printf("figure: a new leader after SIGTERM of the old one: %s%n", handovers);
    assertThat(handovers.stream().sorted().toList().get(1))
        .as("median of %s: less than anyone waits before an election", handovers)
        .isLessThan(ELECTION_TIMEOUT);
  }

  private static Duration terminateLeader() {
    Member leader = cluster.awaitLeader();
    List<Member> others = cluster.members().stream().filter(member -> member != leader).toList();
    long told = System.nanoTime();
    leader.terminate();
    Awaitility.await("a new leader")
        .atMost(Member.PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> others.stream().anyMatch(Member::leads));
    Duration handover = Duration.ofNanos(System.nanoTime() - told);
    assertThat(leader.awaitExit()).as("exit code of %s", leader).isZero();
    return handover;
  }

  @Test
  void aTerminatedFollowerExitsCleanlyAndTheLeaderStays() {
    Member leader = cluster.awaitLeader();
    long term = leader.status().getRaftTerm();
    Member follower = cluster.awaitFollower();
    long told = System.nanoTime();
    follower.terminate();
    assertThat(follower.awaitExit()).isZero();
    Duration exit = Duration.ofNanos(System.nanoTime() - told);
    System.out.printf("figure: a follower that nobody asks ends %s after SIGTERM%n", exit);
    assertThat(leader.leads()).isTrue();
    assertThat(leader.status().getRaftTerm()).isEqualTo(term);
    cluster.heal();
  }

  /// The others stand still, so that what is asked of the member takes a while.
  @Test
  void callsUnderWayAreAnsweredByATerminatedMember() throws Exception {
    Member follower = cluster.awaitFollower();
    List<Member> others = cluster.members().stream().filter(its -> its != follower).toList();
    follower.kv(Member.PATIENCE).range(RangeRequest.newBuilder().setKey(Bytes.of("k")).build());
    try (HttpClient http = HttpClient.newHttpClient()) {
      others.forEach(Member::pause);
      var put =
          KVGrpc.newFutureStub(follower.channel())
              .put(PutRequest.newBuilder().setKey(Bytes.of("under way")).build());
      var json = http.sendAsync(jsonPut(follower), HttpResponse.BodyHandlers.ofString());
      Awaitility.await("both wait").until(() -> proposalsPending(http, follower) == 2);
      follower.terminate();
      Awaitility.await("neither is answered")
          .during(HELD_UP)
          .until(() -> !put.isDone() && !json.isDone());
      assertThatThrownBy(() -> new Socket("127.0.0.1", follower.flags().clientPort()).close())
          .as("a new connection")
          .isInstanceOf(ConnectException.class);
      others.forEach(Member::resume);
      assertThat(put.get(10, TimeUnit.SECONDS).getHeader().getRevision()).isPositive();
      assertThat(json.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    } finally {
      others.forEach(Member::resume);
      assertThat(follower.awaitExit()).isZero();
      cluster.heal();
    }
  }

  private static long proposalsPending(HttpClient http, Member member) throws Exception {
    var metrics = URI.create(member.flags().clientUrl() + "/metrics");
    return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
        .body()
        .filter(line -> line.startsWith("etcd_server_proposals_pending "))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
        .sum();
  }

  private static HttpRequest jsonPut(Member member) {
    return HttpRequest.newBuilder(URI.create(member.flags().clientUrl() + "/v3/kv/put"))
        .version(HttpClient.Version.HTTP_1_1)
        .POST(HttpRequest.BodyPublishers.ofString("{\"key\":\"ag==\"}"))
        .build();
  }
}
