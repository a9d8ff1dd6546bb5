package probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.AuthEnableRequest;
import etcdserverpb.AuthGrpc;
import etcdserverpb.AuthUserAddRequest;
import etcdserverpb.AuthUserGrantRoleRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.WatchResponse;
import grpc.ClientPort;
import io.grpc.ClientInterceptor;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import verify.Breach;
import verify.Promise;

/// A workload that is watched believes a real member, and none that tells watchers or tenants
/// something else, be it once in a while.
final class WatchedWorkloadTest {

  private static final int ENOUGH_CALLS = 1500;
  private static final ClientInterceptor TRUTH = new Liar(WatchResponse.class, List::of);
  private static final Plan.Beside WATCHERS = new Plan.Beside(3, 0, 0, 0);
  private static final Plan.Beside WITH_LEASES = new Plan.Beside(3, 4, 0, 0);
  private static final Plan.Beside WITH_ALL = new Plan.Beside(3, 4, 2, 0);
  private static final int ENOUGH_COMPACTIONS = 3;
  private static final int ENOUGH_LIES = 5;
  private static final Plan.Beside WITH_GUESTS = new Plan.Beside(1, 0, 0, 3);
  private static final int ENOUGH_ATTEMPTS = 50;

  @TempDir private Path folder;

  @Test
  void aMemberThatTellsTheTruthIsBelieved() throws InterruptedException {
    try (ClientPort port = new ClientPort();
        Probe probe = Probe.start(plan(port, WITH_ALL, TRUTH))) {
      Findings findings = findings(probe, 1, ENOUGH_COMPACTIONS);
      assertThat(findings.hold()).as(new Page(findings).text()).isTrue();
      Overseen.Judged judged = (Overseen.Judged) findings.overseen();
      assertThat(judged.watches().told()).isGreaterThan(3L * judged.watches().happened());
      assertThat(judged.leases().granted()).isPositive();
      assertThat(judged.past().reads()).isPositive();
      assertThat(judged.past().refused()).isPositive();
      assertThat(probe.cleanUp()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void aMemberThatLiesToWatchersIsCaught(
      Promise promise, Function<WatchResponse, List<WatchResponse>> lie)
      throws InterruptedException {
    Liar liar = new Liar(WatchResponse.class, lie);
    try (ClientPort port = new ClientPort();
        Probe probe = Probe.start(plan(port, WATCHERS, liar))) {
      awaitEnough(probe, 0, 0);
      // What all members tell in the end, which the rest is held against, is no lie.
      liar.repent();
      probe.stop();
      assertCaught(probe, probe.judge(), promise);
    }
  }

  @ParameterizedTest
  @MethodSource("rareLies")
  void aMemberThatLiesWhereThereIsLittleToTellIsCaught(
      Promise promise, Function<WatchResponse, List<WatchResponse>> lie)
      throws InterruptedException {
    Liar liar = new Liar(1, WatchResponse.class, lie);
    try (ClientPort port = new ClientPort();
        Probe probe = Probe.start(plan(port, WATCHERS, liar))) {
      Awaitility.await("lies")
          .atMost(Duration.ofSeconds(60))
          .until(() -> liar.lies() >= ENOUGH_LIES);
      assertCaught(probe, findings(probe, 0), promise);
    }
  }

  /// Of ends that were asked for, and of how far one watcher is.
  private static Stream<Arguments> rareLies() {
    var earlier = new AtomicReference<>(WatchResponse.getDefaultInstance());
    return Stream.of(
        lie(Promise.ANSWERED_ONCE, told -> isCanceled(told) ? List.of(told, told) : List.of(told)),
        lie(
            Promise.ANSWERED_ONCE,
            told -> {
              if (told.getEventsCount() > 0) {
                earlier.set(told);
              }
              var more = earlier.get().toBuilder().setWatchId(told.getWatchId()).build();
              return isCanceled(told) ? List.of(told, more) : List.of(told);
            }),
        lie(
            Promise.BOOKMARKABLE,
            told -> List.of(isProgressOfOne(told) ? withRevision(told, -10_000) : told)));
  }

  private static boolean isCanceled(WatchResponse told) {
    return told.getCanceled() && !told.getCreated() && told.getCompactRevision() == 0;
  }

  private static boolean isProgressOfOne(WatchResponse told) {
    return told.getEventsCount() == 0
        && told.getWatchId() >= 0
        && !told.getCreated()
        && !told.getCanceled();
  }

  private static WatchResponse withRevision(WatchResponse told, long more) {
    var other = told.toBuilder();
    other.getHeaderBuilder().setRevision(told.getHeader().getRevision() + more);
    return other.build();
  }

  private static Stream<Arguments> lies() {
    return Stream.of(
        lie(Promise.RELIABLE, told -> told.getEventsCount() > 0 ? List.of() : List.of(told)),
        lie(Promise.UNIQUE, told -> List.of(told, told)),
        lie(Promise.PREVIOUS, told -> List.of(withoutPrevious(told))),
        lie(Promise.NEVER_WRONG, told -> List.of(withOtherValues(told))),
        lie(Promise.BOOKMARKABLE, told -> List.of(told, progressBeyond(told))));
  }

  private static Arguments lie(Promise promise, Function<WatchResponse, List<WatchResponse>> lie) {
    return Arguments.of(promise, lie);
  }

  private static WatchResponse withoutPrevious(WatchResponse told) {
    var other = told.toBuilder();
    other.getEventsBuilderList().forEach(event -> event.clearPrevKv());
    return other.build();
  }

  private static WatchResponse withOtherValues(WatchResponse told) {
    var other = told.toBuilder();
    other
        .getEventsBuilderList()
        .forEach(event -> event.getKvBuilder().setValue(ByteString.copyFromUtf8("invented")));
    return other.build();
  }

  private static WatchResponse progressBeyond(WatchResponse told) {
    long beyond = told.getHeader().getRevision() + 3;
    var progress = WatchResponse.newBuilder().setWatchId(-1);
    progress.getHeaderBuilder().setRevision(beyond);
    return progress.build();
  }

  @Test
  void aMemberThatPromisesALeaseMoreTimeThanItHasIsCaught() throws InterruptedException {
    Liar liar =
        new Liar(
            1,
            LeaseKeepAliveResponse.class,
            told -> List.of(told.toBuilder().setTTL(told.getTTL() + 60).build()));
    try (ClientPort port = new ClientPort();
        Probe probe = Probe.start(plan(port, WITH_LEASES, liar))) {
      assertCaught(probe, findings(probe, 1), Promise.NOT_ENDED_EARLY);
    }
  }

  @Test
  void aMemberThatTellsOfCompactionsThatThereWereNotIsCaught() throws InterruptedException {
    Liar liar = new Liar(1, WatchResponse.class, told -> List.of(withOtherCompaction(told)));
    try (ClientPort port = new ClientPort();
        Probe probe = Probe.start(plan(port, WITH_ALL, liar))) {
      assertCaught(probe, findings(probe, 0, ENOUGH_COMPACTIONS), Promise.KEPT);
    }
  }

  @Test
  void aMemberThatKeepsToTheRightsOfUsersIsBelieved() throws InterruptedException {
    try (ClientPort port = new ClientPort()) {
      enableAuth(port);
      try (Probe probe = Probe.start(plan(port, WITH_GUESTS, new Login("root", "root")))) {
        Findings findings = findingsOfGuests(probe);
        assertThat(findings.hold()).as(new Page(findings).text()).isTrue();
        Overseen.Judged judged = (Overseen.Judged) findings.overseen();
        assertThat(judged.rights().changes()).isPositive();
        assertThat(judged.rights().given()).isPositive();
        assertThat(judged.rights().denied()).isPositive();
      }
    }
  }

  @Test
  void aMemberThatGivesWatchesToWhoHasNoRightIsCaught() throws InterruptedException {
    Liar liar = new Liar(1, WatchResponse.class, told -> List.of(given(told)));
    try (ClientPort port = new ClientPort()) {
      enableAuth(port);
      try (Probe probe = Probe.start(plan(port, WITH_GUESTS, liar, new Login("root", "root")))) {
        assertCaught(probe, findingsOfGuests(probe), Promise.PERMITTED);
      }
    }
  }

  private static WatchResponse given(WatchResponse told) {
    return told.getCancelReason().contains("permission denied")
        ? told.toBuilder().setCanceled(false).clearCancelReason().setWatchId(0).build()
        : told;
  }

  private static void enableAuth(ClientPort port) {
    var auth = AuthGrpc.newBlockingStub(port.channel());
    var _ =
        auth.userAdd(AuthUserAddRequest.newBuilder().setName("root").setPassword("root").build());
    var _ =
        auth.userGrantRole(
            AuthUserGrantRoleRequest.newBuilder().setUser("root").setRole("root").build());
    var _ = auth.authEnable(AuthEnableRequest.getDefaultInstance());
  }

  private static Findings findingsOfGuests(Probe probe) throws InterruptedException {
    Awaitility.await("guests")
        .atMost(Duration.ofSeconds(60))
        .until(() -> probe.rights().attempts().size() >= ENOUGH_ATTEMPTS);
    return findings(probe, 0);
  }

  private static WatchResponse withOtherCompaction(WatchResponse told) {
    return told.getCompactRevision() == 0
        ? told
        : told.toBuilder().setCompactRevision(told.getCompactRevision() + 1).build();
  }

  private void assertCaught(Probe probe, Findings findings, Promise promise) {
    assertThat(findings.hold()).isFalse();
    Overseen.Judged judged = (Overseen.Judged) findings.overseen();
    assertThat(judged.breaches()).extracting(Breach::promise).contains(promise);
    assertThat(new Page(findings).text()).contains("promises      NO");
    Path transcript = folder.resolve("transcript");
    probe.writeTranscript(transcript);
    assertThat(transcript).content().contains(promise.toString(), "# all that happened");
  }

  /// @param expiries to wait for, beside enough calls
  private static Findings findings(Probe probe, long expiries) throws InterruptedException {
    return findings(probe, expiries, 0);
  }

  private static Findings findings(Probe probe, long expiries, long compactions)
      throws InterruptedException {
    awaitEnough(probe, expiries, compactions);
    probe.stop();
    return probe.judge();
  }

  private static void awaitEnough(Probe probe, long expiries, long compactions) {
    Awaitility.await("calls")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                probe.recorder().calls().size() >= ENOUGH_CALLS
                    && probe.expiries() >= expiries
                    && probe.compactions() >= compactions);
  }

  /// @param between clients and the member, the nearest to the member first
  private static Plan plan(ClientPort port, Plan.Beside beside, ClientInterceptor... between) {
    return new Plan(
        List.of("127.0.0.1:" + port.port()),
        endpoint ->
            NettyChannelBuilder.forTarget("dns:///" + endpoint).usePlaintext().intercept(between),
        "watched/",
        4,
        4,
        1000,
        Duration.ofSeconds(5),
        1,
        Plan.Revisions.OURS,
        beside);
  }
}
