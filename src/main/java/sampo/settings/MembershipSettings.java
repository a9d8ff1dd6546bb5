package sampo.settings;

import java.util.ArrayList;
import java.util.List;
import sampo.InvalidSettings;

/// How the cluster may change.
///
/// @param strictReconfigCheck whether a change that would cost the quorum is refused
///   (`--strict-reconfig-check`)
/// @param maxLearners members without a vote at a time (`--max-learners`)
/// @param electionTickAdvance whether a member that starts may stand for election early
///   (`--initial-election-tick-advance`)
public record MembershipSettings(
    boolean strictReconfigCheck, int maxLearners, boolean electionTickAdvance) {

  private static final int MAX_LEARNERS = 1;

  /// @throws InvalidSettings if the number of learners is negative
  public MembershipSettings {
    if (maxLearners < 0) {
      throw new InvalidSettings("--max-learners must not be negative");
    }
  }

  /// What of them has no effect, a line each: what asks for etcd's default asks for nothing.
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!strictReconfigCheck) {
      notes.add("--strict-reconfig-check=false has no effect: members cannot be changed yet");
    }
    if (maxLearners != MAX_LEARNERS) {
      notes.add("--max-learners has no effect: members cannot be changed yet");
    }
    return notes;
  }
}
