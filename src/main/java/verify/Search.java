package verify;

import etcdserverpb.CompactionRequest;
import etcdserverpb.RangeRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The search of Wing and Gong (1993) for an order that explains a history, with Lowe's (2017)
/// memory of the configurations that led nowhere.
///
/// What changes nothing is placed as soon as its answer fits, which loses no solution. What makes a
/// revision is tried only where its answer says it belongs.
final class Search {

  enum Result {
    FOUND,
    NONE,
    GIVEN_UP
  }

  /// A way on from a node: placing an item leads to a state.
  private record Choice(int item, KvState state) {}

  /// A node of the search with the ways not yet tried.
  ///
  /// @param placed how many items were placed when it was reached
  private record Node(KvState state, int placed, Deque<Choice> choices) {}

  /// Where the search has been: what was placed, and the state that this led to.
  private record Configuration(BitSet placed, KvState state) {}

  private final List<Item> items;
  private final List<Claim> claims;
  private final Pending pending;
  private final Evidence evidence = new Evidence();
  private final Map<Long, List<Integer>> writers = new HashMap<>();
  private final Map<Long, List<Integer>> staleReads = new HashMap<>();
  private final List<Integer> compactions = new ArrayList<>();
  private final List<Integer> unknownWrites = new ArrayList<>();
  private final Set<Configuration> seen = new HashSet<>();
  private final Deque<Node> nodes = new ArrayDeque<>();
  private final long maxSteps;
  private final long lastRevision;
  private long steps;

  Search(List<Item> unordered, long maxSteps) {
    this.items = unordered.stream().sorted(Comparator.comparingLong(Item::from)).toList();
    this.claims = items.stream().map(item -> Claim.of(item.operation())).toList();
    this.pending = new Pending(items, claims);
    this.maxSteps = maxSteps;
    var last = 0L;
    for (var i = 0; i < items.size(); i++) {
      index(i);
      last = Math.max(last, lastRevisionOf(i));
    }
    this.lastRevision = last;
  }

  private void index(int i) {
    var operation = items.get(i).operation();
    var claim = claims.get(i);
    evidence.add(claim.sightings(), claim.seenAt(operation));
    if (claim.wrote()) {
      writers.computeIfAbsent(claim.revision(), _ -> new ArrayList<>()).add(i);
    } else if (operation.request() instanceof CompactionRequest) {
      compactions.add(i);
    } else if (!operation.outcome().isKnown()) {
      unknownWrites.add(i);
    } else if (operation.isSerializable()) {
      staleReads.computeIfAbsent(claim.revision(), _ -> new ArrayList<>()).add(i);
    }
  }

  /// The greatest revision that an item's answer depends on. Beyond the last of all, no write of
  /// unknown outcome can help to explain anything.
  private long lastRevisionOf(int i) {
    var asked =
        switch (items.get(i).operation().request()) {
          case RangeRequest range -> range.getRevision();
          case CompactionRequest compaction -> compaction.getRevision();
          default -> 0;
        };
    return Math.max(asked, claims.get(i).revision());
  }

  Result run() {
    var state = settle(KvState.EMPTY);
    while (!pending.isDone()) {
      if (steps > maxSteps) {
        return Result.GIVEN_UP;
      }
      enter(state);
      var next = nextChoice();
      if (next == null) {
        return Result.NONE;
      }
      pending.place(next.item());
      state = settle(next.state());
    }
    return Result.FOUND;
  }

  /// The items placed, in order: after [Result#FOUND] an explanation of the history.
  List<Operation> order() {
    return pending.order().stream().map(i -> items.get(i).operation()).toList();
  }

  private void enter(KvState state) {
    var choices = choices(state);
    if (choices.size() > 1 && !seen.add(new Configuration(pending.placed(), state))) {
      return;
    }
    nodes.push(new Node(state, pending.count(), choices));
  }

  private @Nullable Choice nextChoice() {
    while (!nodes.isEmpty()) {
      var node = nodes.peek();
      pending.takeBackTo(node.placed());
      var choice = node.choices().poll();
      if (choice != null) {
        return choice;
      }
      nodes.pop();
    }
    return null;
  }

  /// Places everything that fits the state and leaves it as it is.
  private KvState settle(KvState state) {
    for (var read : staleReads.getOrDefault(state.revision(), List.of())) {
      placeIfUnchanged(read, state);
    }
    for (var read : staleReads.getOrDefault(Claim.NONE, List.of())) {
      placeIfUnchanged(read, state);
    }
    boolean progress;
    do {
      progress = false;
      for (var i : pending.next()) {
        progress |= placeIfUnchanged(i, state);
      }
    } while (progress);
    return state;
  }

  private boolean placeIfUnchanged(int i, KvState state) {
    var claim = claims.get(i);
    if (pending.isPlaced(i)
        || claim.wrote()
        || (claim.revision() != Claim.NONE && claim.revision() != state.revision())
        || step(i, state) != state) {
      return false;
    }
    pending.place(i);
    return true;
  }

  /// The state after an item; null if its answer would have been another.
  private @Nullable KvState step(int i, KvState state) {
    steps++;
    var operation = items.get(i).operation();
    var step = KvModel.step(state, operation.request());
    var explained = !operation.outcome().isKnown() || step.outcome().equals(operation.outcome());
    return explained ? step.state() : null;
  }

  /// The items that may change the state next. Who answered that it made the next revision is the
  /// only one that can have made it; compactions make none.
  private Deque<Choice> choices(KvState state) {
    var choices = new ArrayDeque<Choice>();
    var latest = pending.latest();
    var claimants = writers.getOrDefault(state.revision() + 1, List.of());
    for (var i : claimants) {
      addChoice(choices, i, state, latest);
    }
    for (var i : compactions) {
      addChoice(choices, i, state, latest);
    }
    if (claimants.isEmpty() && state.revision() < lastRevision) {
      for (var i : unknownWrites) {
        addChoice(choices, i, state, latest);
      }
    }
    return choices;
  }

  private void addChoice(Deque<Choice> choices, int i, KvState state, long latest) {
    if (pending.isPlaced(i)
        || items.get(i).from() > latest
        || (claims.get(i).wrote() && pending.isAnyOpenAt(state.revision()))) {
      return;
    }
    var after = step(i, state);
    if (after != null && after != state && isPromising(after, state)) {
      choices.add(new Choice(i, after));
    }
  }

  /// Revisions never come back: what was answered at the one before must be placed by now.
  private boolean isPromising(KvState after, KvState before) {
    return after.revision() == before.revision()
        || (!pending.isAnyOpenAt(before.revision()) && evidence.allows(after));
  }
}

