package simulation;

import actors.LeaseOffice;
import actors.Lessor;
import actors.Raft;
import actors.RaftStatus;
import checkers.Checker;
import checkers.CommittedOnQuorum;
import checkers.ElectionSafety;
import checkers.LeaderAppendOnly;
import checkers.LeaderCompleteness;
import checkers.LogMatching;
import checkers.Logs;
import checkers.OneVote;
import checkers.StateMachineSafety;
import checkers.StatesAgree;
import checkers.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import mvcc.Store;
import mvcc.StoreLimits;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.MemberId;
import raft.Membership;

/// All members of a cluster, what lies between them, and those who watch over them.
final class SimulatedCluster {

  private final Theatre theatre;
  private final Agenda agenda = new Agenda();
  private final Weather weather;
  private final Chance chance;
  private final Tally tally = new Tally();
  private final Trace trace;
  private final Map<MemberId, SimulatedMember> members = new TreeMap<>();
  private final SimulatedNetwork network;
  private final Logs logs;
  private final StateMachineSafety stateMachineSafety = new StateMachineSafety();
  private Consumer<SimulatedMember> onElected = _ -> {};
  private Consumer<SimulatedMember> onVote = _ -> {};
  private Consumer<SimulatedMember> onCommit = _ -> {};
  private long lastCommit;
  private @Nullable Throwable failure;
  private final StatesAgree statesAgree = new StatesAgree();
  private final List<Checker> checkers =
      new ArrayList<>(
          List.of(
              new OneVote(),
              new ElectionSafety(),
              new LeaderAppendOnly(),
              new LogMatching(),
              new LeaderCompleteness(),
              stateMachineSafety,
              new CommittedOnQuorum()));
  private LeaseOffice.@Nullable Limits leases;
  private StoreLimits storeLimits = StoreLimits.defaults();

  SimulatedCluster(Theatre theatre, Weather weather, Chance chance, Trace trace) {
    this.theatre = theatre;
    this.weather = weather;
    this.chance = chance;
    this.trace = trace;
    this.logs = new Logs(weather.members());
    this.network = new SimulatedNetwork(agenda, weather, chance.network(), tally);
    var ids = LongStream.rangeClosed(1, weather.members()).mapToObj(MemberId::new).toList();
    var membership = Membership.of(ids);
    for (var id : ids) {
      var drift = (chance.members().nextDouble() * 2 - 1) * weather.clockDrift();
      members.put(id, new SimulatedMember(id, membership, this, 1 + drift));
    }
  }

  /// From their next start on members keep the time of leases. To be called before any has started.
  ///
  /// @param overseers hear from now on what the other checkers hear
  void keepLeases(LeaseOffice.Limits limits, List<Checker> overseers) {
    leases = limits;
    checkers.addAll(overseers);
  }

  /// Lets another checker hear what the others hear. To be called before any member has started.
  void oversee(Checker overseer) {
    checkers.add(overseer);
  }

  /// From their next start on stores take so much memory. To be called before any has started.
  void limitStores(StoreLimits limits) {
    storeLimits = limits;
  }

  StoreLimits storeLimits() {
    return storeLimits;
  }

  /// How leases are kept; null where there are none.
  LeaseOffice.@Nullable Limits leases() {
    return leases;
  }

  /// Calls back when a member was elected.
  void onElected(Consumer<SimulatedMember> listener) {
    onElected = listener;
  }

  /// Calls back when a member has voted for another.
  void onVote(Consumer<SimulatedMember> listener) {
    onVote = listener;
  }

  /// Calls back when a leader says that it has committed something.
  void onCommit(Consumer<SimulatedMember> listener) {
    onCommit = listener;
  }

  Theatre theatre() {
    return theatre;
  }

  Agenda agenda() {
    return agenda;
  }

  Weather weather() {
    return weather;
  }

  Chance chance() {
    return chance;
  }

  Tally tally() {
    return tally;
  }

  Trace trace() {
    return trace;
  }

  SimulatedNetwork network() {
    return network;
  }

  Logs logs() {
    return logs;
  }

  StateMachineSafety stateMachineSafety() {
    return stateMachineSafety;
  }

  List<SimulatedMember> members() {
    return List.copyOf(members.values());
  }

  SimulatedMember member(MemberId id) {
    var found = members.get(id);
    if (found == null) {
      throw new IllegalArgumentException("no member " + id);
    }
    return found;
  }

  /// Notes that something broke where it cannot be thrown.
  void fail(Throwable broken) {
    failure = failure == null ? broken : failure;
  }

  void throwFailure() {
    if (failure instanceof Violation violation) {
      throw violation;
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /// The leader of the latest term among the members that are up, if there is one.
  @Nullable SimulatedMember leader() {
    SimulatedMember leader = null;
    var term = -1L;
    for (var member : members.values()) {
      var status = member.status();
      if (status != null && status.role().equals("leader") && status.term() > term) {
        leader = member;
        term = status.term();
      }
    }
    return leader;
  }

  void start() {
    members.values().forEach(SimulatedMember::start);
  }

  /// A write of the member failed: it ends at once and starts again a little later.
  void stop(SimulatedMember member) {
    member.crash(true);
    restartLater(member);
  }

  void restartLater(SimulatedMember member) {
    agenda.after(Chance.about(weather.restart().toNanos(), chance.mishaps()), member::start);
  }

  /// Whether all members that can be are up, follow one leader, and have applied the same log.
  boolean hasConverged() {
    RaftStatus first = null;
    for (var member : members.values()) {
      var status = member.status();
      if (member.isLost() && status == null) {
        continue;
      }
      if (status == null
          || status.leader() == null
          || status.lastApplied() != status.lastIndex()
          || (first != null && !isSame(first, status))) {
        return false;
      }
      first = status;
    }
    return first != null;
  }

  private static boolean isSame(RaftStatus one, RaftStatus two) {
    return one.term() == two.term()
        && one.lastIndex() == two.lastIndex()
        && one.leader() != null
        && one.leader().equals(two.leader());
  }

  // -- what members do

  void send(MemberId to, Raft.Rpc message) {
    if (message instanceof Raft.RequestVoteReply reply && reply.voteGranted()) {
      votes(reply, to);
    }
    if (to.equals(message.from())) {
      member(to).receive(message);
    } else {
      trace.sent(agenda.now(), message.from(), to, message);
      network.send(message.from(), to, () -> member(to).receive(message));
    }
  }

  void send(MemberId to, Lessor.Rpc message) {
    trace.sent(agenda.now(), message.from(), to, message);
    network.send(message.from(), to, () -> member(to).receive(message));
  }

  private void votes(Raft.RequestVoteReply reply, MemberId candidate) {
    checkers.forEach(checker -> checker.votes(reply.from(), reply.term(), candidate));
    if (!candidate.equals(reply.from())) {
      onVote.accept(member(reply.from()));
    }
  }

  void say(String what) {
    trace.says(agenda.now(), what);
  }

  void hears(MemberId member, String role, Object message) {
    tally.add("handled");
    tally.add("pair " + role + " " + Trace.kind(message));
    trace.heard(agenda.now(), member, message);
  }

  void appends(MemberId member, List<Entry> entries) {
    checkers.forEach(checker -> checker.appends(member, entries, logs));
    logs.appended(member, entries);
  }

  void entered(MemberId member, String role, long term, String what) {
    trace.says(agenda.now(), member + " " + role + "@" + term + ": " + what);
    checkers.forEach(checker -> checker.entered(member, role, term, logs));
    logs.entered(member, role);
    if (role.equals("leader")) {
      tally.add("elections won");
      onElected.accept(member(member));
    }
  }

  void committed(MemberId member, long term, long commitIndex) {
    checkers.forEach(checker -> checker.committed(member, term, commitIndex, logs));
    if (logs.isLeader(member) && commitIndex > lastCommit) {
      lastCommit = commitIndex;
      onCommit.accept(member(member));
    }
  }

  void decides(MemberId member, Raft.Local message) {
    if (message instanceof Raft.ProposeAsLeader(long term, var proposals)) {
      checkers.forEach(checker -> checker.decides(member, term, proposals));
    }
  }

  void applies(MemberId member, List<Entry> entries) {
    checkers.forEach(checker -> checker.applies(member, entries));
  }

  void applied(MemberId member, Store store) {
    var view = store.view();
    statesAgree.applied(
        member,
        store.appliedIndex(),
        new StatesAgree.State(view.revision(), view.compactRevision(), view.digest()));
    long compacted = view.compactRevision();
    statesAgree.compacted(member, compacted, () -> view.hash(compacted));
    checkers.forEach(checker -> checker.applied(member, store));
  }

  /// Everything heals: the network, the disks, the clocks' owners; whoever can start does.
  void heal() {
    say("everything heals");
    network.heal();
    for (var member : new ArrayList<>(members.values())) {
      member.disk().heal();
      member.setSlowness(1);
      member.wake();
      member.start();
    }
  }
}
