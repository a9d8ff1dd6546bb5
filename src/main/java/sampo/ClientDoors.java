package sampo;

import actors.Door;
import com.google.protobuf.InvalidProtocolBufferException;
import etcdserverpb.Member;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MemberListResponse;
import etcdserverpb.ResponseHeader;
import etcdserverpb.StatusRequest;
import etcdserverpb.StatusResponse;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/// The doors that a client knows, and which to take. Thread-safe.
///
/// The member list says who there is, a status who leads. Both are asked anew when no door is open,
/// when one falls silent, and when an answer comes from a later term than that of the known leader.
final class ClientDoors implements ClientCall.Route {

  /// The cluster as it was last seen.
  ///
  /// @param cluster its id; 0 until a member was asked
  /// @param members by id; empty until a member was asked
  /// @param leader the leader's id; 0: none is known
  /// @param term the term in which it leads
  private record Roster(long cluster, Map<Long, Member> members, long leader, long term) {
    static final Roster EMPTY = new Roster(0, Map.of(), 0, 0);

    /// Whether an answer is of this cluster, or the first.
    boolean knows(ResponseHeader header) {
      return cluster == 0 || cluster == header.getClusterId();
    }

    Roster with(MemberListResponse list) {
      Map<Long, Member> byId =
          list.getMembersList().stream().collect(Collectors.toMap(Member::getID, m -> m));
      return new Roster(list.getHeader().getClusterId(), byId, leader, term);
    }

    Roster with(StatusResponse status) {
      long said = status.getHeader().getRaftTerm();
      return status.getLeader() == 0 || said < term
          ? this
          : new Roster(cluster, members, status.getLeader(), said);
    }
  }

  private final ActorSystem<?> system;
  private final ClientSettings settings;
  private final ClientNeighbours neighbours;
  private final ClientLogin login;
  private final List<Address> contacts;
  private final Map<Address, ClientDoor> doors = new ConcurrentHashMap<>();
  private final AtomicReference<Roster> roster = new AtomicReference<>(Roster.EMPTY);
  private final AtomicReference<@Nullable CompletableFuture<Boolean>> searching =
      new AtomicReference<>();
  private final AtomicLong lastSearchNanos;

  /// @throws ClientException.WrongAddress if a contact point is none
  ClientDoors(ActorSystem<?> system, ClientSettings settings) {
    this.system = system;
    this.settings = settings;
    this.login = new ClientLogin(settings.user());
    this.neighbours = new ClientNeighbours(system, settings.knockTimeout());
    this.contacts = settings.contactPoints().stream().map(ClientAddresses::ofContactPoint).toList();
    this.lastSearchNanos = new AtomicLong(System.nanoTime());
    contacts.forEach(this::door);
  }

  private ClientDoor door(Address address) {
    return doors.computeIfAbsent(
        address, where -> new ClientDoor(system, where, settings.knockTimeout(), login));
  }

  /// The door of a member that the member list showed.
  ///
  /// @throws ClientException.WrongAddress if its peer URL is no address
  ClientDoor door(Member member) {
    if (member.getPeerURLsCount() == 0) {
      throw new ClientException.WrongAddress("member %x has no peer URL".formatted(member.getID()));
    }
    return door(ClientAddresses.ofPeerUrl(member.getPeerURLs(0)));
  }

  /// The leader's door if it is open, else that of another voter, else that of a learner. None
  /// before a member has said who belongs to the cluster.
  @Override
  public @Nullable ClientDoor next(Set<ClientDoor> tried) {
    var now = Objects.requireNonNull(roster.get());
    var leader = Stream.ofNullable(now.members.get(now.leader));
    var voters = now.members.values().stream().filter(member -> !member.getIsLearner());
    var learners = now.members.values().stream().filter(Member::getIsLearner);
    return Stream.of(leader, voters, learners)
        .flatMap(members -> members)
        .map(this::door)
        .filter(door -> door.isOpen() && !tried.contains(door))
        .findFirst()
        .orElse(null);
  }

  /// A later term has another leader.
  @Override
  public void heard(long term) {
    if (term > Objects.requireNonNull(roster.get()).term) {
      searchSoon();
    }
  }

  @Override
  public void silent(ClientDoor door) {
    searchSoon();
  }

  /// Searches in the background, but not much more often than a search may take.
  private void searchSoon() {
    long last = lastSearchNanos.get();
    long now = System.nanoTime();
    if (now - last > settings.knockTimeout().toNanos()
        && lastSearchNanos.compareAndSet(last, now)) {
      var unused = search();
    }
  }

  /// Looks for members and for the leader. Callers at the same time share one search.
  ///
  /// @return ends, with whether a member was found, as soon as the first one was; never fails
  @Override
  public CompletionStage<Boolean> search() {
    var mine = new CompletableFuture<Boolean>();
    var others = searching.compareAndExchange(null, mine);
    if (others != null) {
      return others;
    }
    lastSearchNanos.set(System.nanoTime());
    neighbours
        .find()
        .thenCompose(found -> askAll(found))
        .whenComplete(
            (found, failure) -> {
              searching.set(null);
              mine.complete(failure == null && found);
            });
    return mine;
  }

  private CompletionStage<Boolean> askAll(Collection<Address> found) {
    found.forEach(this::door);
    var first = new CompletableFuture<Boolean>();
    var asked = doors.values().stream().map(door -> ask(door, first).toCompletableFuture());
    CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .whenComplete((_, _) -> first.complete(false));
    return first;
  }

  /// Asks one member who there is and who leads.
  ///
  /// @return ends when it has said so or has not answered; never fails
  private CompletionStage<Void> ask(ClientDoor door, CompletableFuture<Boolean> first) {
    return door.ready()
        .thenCompose(
            open -> {
              if (!open) {
                return CompletableFuture.<Void>completedFuture(null);
              }
              var members = read(door, ClientRequest.of(MemberListRequest.getDefaultInstance()));
              var status = read(door, ClientRequest.of(StatusRequest.getDefaultInstance()));
              return members.thenAcceptBoth(
                  status,
                  (list, said) -> {
                    if (note(list, said)) {
                      first.complete(true);
                    } else {
                      door.shut("is of another cluster than the members asked before");
                    }
                  });
            })
        .exceptionally(_ -> null);
  }

  /// @return whether the answers are of this cluster
  private boolean note(MemberListResponse list, StatusResponse status) {
    var before =
        roster.getAndUpdate(
            known -> known.knows(list.getHeader()) ? known.with(list).with(status) : known);
    if (!before.knows(list.getHeader())) {
      return false;
    }
    for (var member : list.getMembersList()) {
      if (!before.members.containsKey(member.getID())) {
        var unused = door(member).ready();
      }
    }
    return true;
  }

  private <R> CompletionStage<R> read(ClientDoor door, ClientRequest<R> request) {
    return door.ask(request.kind(), request.bytes(), settings.attemptTimeout())
        .thenApply(
            answer -> {
              if (answer instanceof Door.Refused(var error)) {
                door.refused(error);
              }
              if (!(answer instanceof Door.Done(var response))) {
                throw new IllegalStateException(door + " answered " + answer);
              }
              try {
                return request.parse(response);
              } catch (InvalidProtocolBufferException malformed) {
                throw new IllegalStateException(door + " answered nonsense", malformed);
              }
            });
  }

  /// The way to one member and to no other.
  ClientCall.Route to(Member member) {
    return new Only(door(member), this);
  }

  private record Only(ClientDoor door, ClientDoors doors) implements ClientCall.Route {

    @Override
    public @Nullable ClientDoor next(Set<ClientDoor> tried) {
      return tried.contains(door) ? null : door;
    }

    @Override
    public CompletionStage<Boolean> search() {
      return door.ready();
    }

    @Override
    public void silent(ClientDoor silent) {
      doors.silent(silent);
    }

    @Override
    public void heard(long term) {
      doors.heard(term);
    }

    @Override
    public String describe() {
      return door.describe();
    }
  }

  @Override
  public String describe() {
    return doors.isEmpty()
        ? "no contact points are given, and this actor system is in no Pekko cluster with members"
        : doors.values().stream().map(ClientDoor::describe).collect(Collectors.joining("; "));
  }
}
