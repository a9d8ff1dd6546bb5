package simulation;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What came of a run.
///
/// @param focus what the clients were about
/// @param climate the kind of weather
/// @param violation what was broken; null if nothing was
/// @param checker who noticed it; null if nothing was broken
/// @param tally what happened how often
/// @param virtualNanos how long the run took in virtual time
/// @param story the trace and the history of the clients, made when asked for
record Report(
    Focus focus,
    Climate climate,
    long seed,
    @Nullable String violation,
    @Nullable String checker,
    Tally tally,
    long virtualNanos,
    Supplier<String> story) {

  /// The trace and the history of the clients.
  String text() {
    return story.get();
  }

  boolean isGood() {
    return violation == null;
  }

  /// The command that repeats the run and shows every message of it.
  String replay() {
    var what = focus == Focus.KEYS ? "" : " --focus " + focus;
    var kind = climate == Climate.MIXED ? "" : " --climate " + climate;
    return "ops/simulate --from " + seed + " --seeds 1 --trace" + what + kind;
  }
}
