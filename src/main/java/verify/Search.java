package verify;

import com.google.protobuf.ByteString;
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
import mvccpb.KeyValue;
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
  private final Pending pending;
  private final Map<Long, List<Integer>> writers = new HashMap<>();
  private final Map<Long, Map<ByteString, KeyValue>> sightings = new HashMap<>();
  private final Map<Long, List<Integer>> staleReads = new HashMap<>();
  private final List<Integer> optional = new ArrayList<>();
  private final Set<Configuration> seen = new HashSet<>();
  private final Deque<Node> nodes = new ArrayDeque<>();
  private final long maxSteps;
  private long steps;

  Search(List<Item> unordered, long maxSteps) {
    this.items = unordered.stream().sorted(Comparator.comparingLong(Item::from)).toList();
    this.pending = new Pending(items);
    this.maxSteps = maxSteps;
    for (var i = 0; i < items.size(); i++) {
      index(i);
    }
  }

  private void index(int i) {
    var operation = items.get(i).operation();
    for (var pair : Claim.sightings(operation)) {
      sightings.computeIfAbsent(pair.getModRevision(), _ -> new HashMap<>())
          .putIfAbsent(pair.getKey(), pair);
    }
    if (Claim.wrote(operation)) {
      writers.computeIfAbsent(Claim.revision(operation), _ -> new ArrayList<>()).add(i);
    } else if (!items.get(i).required()) {
      optional.add(i);
    } else if (operation.isSerializable()) {
      staleReads.computeIfAbsent(Claim.revision(operation), _ -> new ArrayList<>()).add(i);
    }
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
    var claimed = Claim.revision(items.get(i).operation());
    if (pending.isPlaced(i)
        || Claim.wrote(items.get(i).operation())
        || (claimed != Claim.NONE && claimed != state.revision())
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

  private Deque<Choice> choices(KvState state) {
    var choices = new ArrayDeque<Choice>();
    var latest = pending.latest();
    var claimants = writers.getOrDefault(state.revision() + 1, List.of());
    for (var i : claimants) {
      addChoice(choices, i, state, latest);
    }
    for (var i : pending.next()) {
      if (!Claim.wrote(items.get(i).operation())) {
        addChoice(choices, i, state, latest);
      }
    }
    for (var i : optional) {
      if (items.get(i).from() > latest) {
        break;
      }
      addChoice(choices, i, state, latest);
    }
    if (!claimants.isEmpty()) {
      choices.removeIf(
          choice ->
              choice.state().revision() > state.revision() && !claimants.contains(choice.item()));
    }
    return choices;
  }

  private void addChoice(Deque<Choice> choices, int i, KvState state, long latest) {
    if (pending.isPlaced(i) || items.get(i).from() > latest) {
      return;
    }
    var after = step(i, state);
    if (after != null && after != state && fitsSightings(after)) {
      choices.add(new Choice(i, after));
    }
  }

  /// Whether the pairs seen with the state's own revision are what that revision wrote.
  private boolean fitsSightings(KvState state) {
    for (var seen : sightings.getOrDefault(state.revision(), Map.of()).values()) {
      var written = state.lastChanges().get(seen.getKey());
      if (written == null
          || written.getVersion() != seen.getVersion()
          || (!seen.getValue().isEmpty() && !written.getValue().equals(seen.getValue()))) {
        return false;
      }
    }
    return true;
  }
}
