package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import actors.Raft;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import metrics.Metrics;
import org.apache.pekko.actor.Address;
import org.junit.jupiter.api.Test;
import raft.MemberId;

/// What is told of the way to another member and back.
final class RoundTripsTest {

  private static final MemberId LEADER = new MemberId(0xa);
  private static final MemberId FOLLOWER = new MemberId(0xb);
  private static final Address TO_LEADER = new Address("pekko", "sampo", "a", 1);
  private static final Address TO_FOLLOWER = new Address("pekko", "sampo", "b", 1);
  private static final Raft.Heartbeat HEARTBEAT = new Raft.Heartbeat(LEADER, 3, 0, 7);
  private static final Raft.HeartbeatReply REPLY = new Raft.HeartbeatReply(FOLLOWER, 3, 7);

  private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 1000);
  private final Metrics metrics = new Metrics();
  private final RoundTrips leader = new RoundTrips(time::get);
  private final RoundTrips follower = new RoundTrips(() -> 42);

  RoundTripsTest() {
    leader.register(metrics, Map.of(TO_LEADER, LEADER, TO_FOLLOWER, FOLLOWER));
    follower.register(new Metrics(), Map.of(TO_LEADER, LEADER));
  }

  private ByteBuffer sent(RoundTrips from, Address to, Object message) {
    var beside = ByteBuffer.allocate(16);
    from.write(to, message, beside);
    return beside.flip();
  }

  private void pass(long millis) {
    time.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private String scraped() {
    return new String(metrics.scrape(), StandardCharsets.UTF_8);
  }

  @Test
  void anAnswerTellsHowLongItsHeartbeatTookByTheClockOfTheLeaderAlone() {
    var there = sent(leader, TO_FOLLOWER, HEARTBEAT);
    pass(3);
    follower.read(HEARTBEAT, there);
    var back = sent(follower, TO_LEADER, REPLY);
    pass(2);
    leader.read(REPLY, back);
    assertThat(scraped())
        .contains("etcd_network_peer_round_trip_time_seconds_count{To=\"b\"} 1\n")
        .contains("etcd_network_peer_round_trip_time_seconds_sum{To=\"b\"} 0.005\n")
        .contains("etcd_network_peer_round_trip_time_seconds_bucket{To=\"b\",le=\"1.0E-4\"} 0\n");
  }

  @Test
  void anAnswerNeverBringsBackTheTimeOfAnEarlierHeartbeat() {
    var first = sent(leader, TO_FOLLOWER, HEARTBEAT);
    pass(100);
    var second = sent(leader, TO_FOLLOWER, HEARTBEAT);
    pass(1);
    follower.read(HEARTBEAT, first);
    follower.read(HEARTBEAT, second);
    leader.read(REPLY, sent(follower, TO_LEADER, REPLY));
    assertThat(scraped())
        .contains("etcd_network_peer_round_trip_time_seconds_sum{To=\"b\"} 0.001\n");
  }

  @Test
  void nothingTravelsBesideOtherMessages() {
    assertThat(sent(leader, TO_FOLLOWER, new Raft.TimeoutNow(LEADER, 3)).remaining()).isZero();
    assertThat(sent(follower, TO_LEADER, REPLY).remaining()).isZero();
  }
}
