package actors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.apache.pekko.actor.testkit.typed.javadsl.BehaviorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;
import raft.Membership;

/// The Raft actor of one member, stepped by hand. What it tells is recorded, its timers run out
/// when told to, its journal is as slow as the test wants.
///
/// Unless said otherwise it is member [#SELF] of `SELF, B, C, ...`.
final class TestMember {

  static final MemberId SELF = new MemberId(1);
  static final MemberId B = new MemberId(2);
  static final MemberId C = new MemberId(3);
  static final MemberId D = new MemberId(4);

  static final Duration ELECTION_TIMEOUT = Duration.ofMillis(1000);
  static final Duration MAX_HOLD_BACK = Duration.ofMillis(5);

  /// Room for two entries of three bytes in a message, and for ten in memory.
  static final RaftSettings SETTINGS =
      new RaftSettings(
          Duration.ofMillis(100),
          ELECTION_TIMEOUT,
          true,
          Duration.ofMillis(500),
          Duration.ZERO,
          70,
          6,
          10_000,
          1_000,
          350);

  /// A message to another member.
  record Sent(MemberId to, Raft.Rpc message) {}

  private final TestInbox<Journal.Message> journal = TestInbox.create();
  private final TestInbox<Applier.Message> applier = TestInbox.create();
  private final List<Sent> sent = new ArrayList<>();
  private final List<String> transitions = new ArrayList<>();
  private final Map<Raft.Timer, Duration> timers = new EnumMap<>(Raft.Timer.class);
  private final BehaviorTestKit<Raft.Message> kit;
  private final MemberId self;
  private final LoadedDice dice = new LoadedDice();
  private @Nullable RaftStatus status;

  private TestMember(MemberId self, int voters) {
    this(self, voters, SETTINGS);
  }

  private TestMember(MemberId self, int voters, RaftSettings settings) {
    this(self, voters, settings, Surroundings.Bootstrap.TRUSTING);
  }

  private TestMember(
      MemberId self, int voters, RaftSettings settings, Surroundings.Bootstrap bootstrap) {
    this.self = self;
    var ids = LongStream.rangeClosed(1, voters).mapToObj(MemberId::new).toList();
    var around =
        new Surroundings(
            self,
            Membership.of(ids),
            settings,
            (to, message) -> sent.add(new Sent(to, message)),
            journal.getRef(),
            applier.getRef(),
            dice,
            watcher(),
            bootstrap);
    kit = BehaviorTestKit.create(Recovering.create(around));
  }

  /// A member whose journal is still being read back.
  static TestMember recovering(int voters) {
    return new TestMember(SELF, voters);
  }

  /// The same, with all the patience there is.
  static TestMember recoveringPatiently(int voters) {
    return new TestMember(SELF, voters, settings(false, Duration.ZERO));
  }

  /// One that holds small batches of entries back while others are under way.
  static TestMember recoveringThrifty(int voters) {
    return new TestMember(SELF, voters, settings(true, MAX_HOLD_BACK));
  }

  /// One that asks first whether it has been there before, if it has no data.
  ///
  /// @param known those that it knows itself
  static TestMember recoveringWithDoubts(int voters, MemberId... known) {
    return new TestMember(
        SELF, voters, SETTINGS, new Surroundings.Bootstrap(true, List.of(known)::contains));
  }

  private static RaftSettings settings(boolean standsEarly, Duration maxHoldBack) {
    return new RaftSettings(
        SETTINGS.heartbeatInterval(),
        SETTINGS.electionTimeout(),
        standsEarly,
        SETTINGS.readRetryInterval(),
        maxHoldBack,
        SETTINGS.maxAppendBytes(),
        SETTINGS.maxForwardBytes(),
        SETTINGS.maxUncommittedBytes(),
        SETTINGS.maxUnappliedBytes(),
        SETTINGS.logMemoryBytes());
  }

  /// A member of a new cluster.
  static TestMember fresh(int voters) {
    return restarted(voters, HardState.INITIAL);
  }

  /// A member that comes back with the entries of these terms, from index 1 on, none applied.
  static TestMember restarted(int voters, HardState hardState, long... terms) {
    return peer(SELF, voters, hardState, terms);
  }

  /// A new member that has no vote.
  static TestMember outsider(int voters) {
    var member = new TestMember(new MemberId(99), voters);
    member.tell(new Raft.Recovered(HardState.INITIAL, EntryId.ZERO, List.of(), List.of(), 0));
    return member;
  }

  /// Another member that comes back with the entries of these terms, none applied.
  static TestMember peer(MemberId self, int voters, HardState hardState, long... terms) {
    var member = new TestMember(self, voters);
    member.tell(new Raft.Recovered(hardState, EntryId.ZERO, List.of(), entries(1, terms), 0));
    return member;
  }

  /// The leader of `term`, elected with B's vote on top of the entries of these terms. Its no-op is
  /// written and sent; what it said so far is forgotten.
  static TestMember leader(int voters, long term, long... terms) {
    var member = restarted(voters, new HardState(term - 1, null), terms);
    member.lead(term);
    member.sent();
    return member;
  }

  /// The leader of a term, elected, with its no-op committed and every member's log equal.
  static TestMember establishedLeader(int voters, long term, long... terms) {
    var leader = leader(voters, term, terms);
    long last = leader.lastIndex();
    for (long peer = 2; peer <= voters; peer++) {
      leader.tell(new Raft.AppendEntriesAccepted(new MemberId(peer), term, last));
    }
    leader.flush();
    leader.sent();
    return leader;
  }

  /// Entries with these terms and three bytes of data, from index `first` on.
  static List<Entry> entries(long first, long... terms) {
    var entries = new ArrayList<Entry>();
    for (long term : terms) {
      long index = first + entries.size();
      entries.add(Entry.proposal(index, term, data(index)));
    }
    return entries;
  }

  static ByteString data(long index) {
    return ByteString.copyFromUtf8("%03d".formatted(index % 1000));
  }

  /// A message that brings proposals, until they are taken.
  static Raft.Propose propose(ByteString... proposals) {
    var waiting = new ArrayList<>(List.of(proposals));
    return new Raft.Propose(
        () -> {
          var taken = List.copyOf(waiting);
          waiting.clear();
          return () -> taken;
        });
  }

  // -- driving it

  void tell(Raft.Message message) {
    kit.run(message);
    noteTimers();
  }

  /// Lets a running timer run out.
  void fire(Raft.Timer timer) {
    assertThat(timers).containsKey(timer);
    if (timer != Raft.Timer.HEARTBEAT_TICK && timer != Raft.Timer.QUORUM_TIMEOUT) {
      timers.remove(timer);
    }
    tell(timer);
  }

  /// Every draw from now on yields this many nanoseconds, as far as the range allows.
  void draw(Duration drawn) {
    dice.next = drawn.toNanos();
  }

  /// Becomes a candidate whose pre-vote was granted. It takes two timeouts if a leader was heard.
  void stand() {
    if (timers.containsKey(Raft.Timer.LEADER_SILENT)) {
      fire(Raft.Timer.LEADER_SILENT);
    }
    fire(Raft.Timer.ELECTION_TIMEOUT);
    long term = term() + 1;
    if (role().equals("pre-candidate")) {
      tell(new Raft.RequestPreVoteReply(B, term, true));
      tell(new Raft.RequestPreVoteReply(C, term, true));
    }
  }

  /// Stands for election and wins `term`; its no-op is durable.
  void lead(long term) {
    stand();
    flush();
    tell(new Raft.RequestVoteReply(B, term, true));
    if (role().equals("candidate")) {
      tell(new Raft.RequestVoteReply(C, term, true));
    }
    flush();
  }

  /// What was told to the journal since the last time, and is not durable yet.
  List<Journal.Message> journal() {
    return journal.getAllReceived();
  }

  /// The same, when there is nothing but writes.
  List<Journal.Write> writes() {
    return journal().stream().map(Journal.Write.class::cast).toList();
  }

  /// Makes a write durable: notices and messages leave as the journal's contract says.
  void makeDurable(Journal.Write write) {
    if (!write.entries().isEmpty()) {
      tell(new Raft.Written(write.entries().getLast().id()));
    }
    for (Journal.Delivery delivery : write.whenDurable()) {
      if (delivery.to().equals(self)) {
        tell(delivery.message());
      } else {
        sent.add(new Sent(delivery.to(), delivery.message()));
      }
    }
  }

  /// Makes durable all that waits for it, and what follows from that.
  void flush() {
    while (journal.hasMessages()) {
      writes().forEach(this::makeDurable);
    }
  }

  /// What was told to the applier since the last time.
  List<Applier.Message> applier() {
    return applier.getAllReceived();
  }

  /// The entries that were handed to the applier since the last time; nothing else was.
  List<Entry> handedToApplier() {
    return applier().stream()
        .flatMap(message -> ((Applier.Apply) message).entries().stream())
        .toList();
  }

  // -- what it did

  /// What was told to other members since the last time.
  List<Sent> sent() {
    var all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  /// The same, to one member.
  List<Raft.Rpc> sentTo(MemberId to) {
    return sent().stream().filter(one -> one.to().equals(to)).map(Sent::message).toList();
  }

  /// The timers that run.
  Map<Raft.Timer, Duration> timers() {
    return timers;
  }

  RaftStatus status() {
    if (status == null) {
      throw new AssertionError("no status was published");
    }
    return status;
  }

  boolean hasStatus() {
    return status != null;
  }

  String role() {
    return status().role();
  }

  long term() {
    return status().term();
  }

  long commitIndex() {
    return status().commitIndex();
  }

  long lastIndex() {
    return status().lastIndex();
  }

  @Nullable MemberId leader() {
    return status().leader();
  }

  private void noteTimers() {
    for (Effect effect : kit.getAllEffects()) {
      switch (effect) {
        case Effect.TimerScheduled<?> started ->
            timers.put((Raft.Timer) started.key(), started.duration());
        case Effect.TimerCancelled cancelled -> timers.remove((Raft.Timer) cancelled.key());
        default -> {}
      }
    }
  }

  private Surroundings.Watcher watcher() {
    return new Surroundings.Watcher() {
      @Override
      public void status(RaftStatus now) {
        status = now;
      }

      @Override
      public void transition(MemberId member, String role, long term, String what) {
        transitions.add(role + "@" + term + ": " + what);
      }
    };
  }

  /// What became of it, oldest first.
  List<String> transitions() {
    return transitions;
  }
}
