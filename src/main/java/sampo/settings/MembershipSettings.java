package sampo.settings;

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

  /// @throws InvalidSettings if the number of learners is negative
  public MembershipSettings {
    if (maxLearners < 0) {
      throw new InvalidSettings("--max-learners must not be negative");
    }
  }
}
