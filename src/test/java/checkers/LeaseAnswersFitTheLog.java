package checkers;

import checkers.LeaseLives.Life;

/// Whoever asks about a lease is told what was true at a moment between the question and the
/// answer: no renewal of a lease that has ended, nothing under it, and no end of one that lives
/// (guarantees L2, L3, L4).
public final class LeaseAnswersFitTheLog {

  private final LeaseLives lives;

  public LeaseAnswersFitTheLog(LeaseLives lives) {
    this.lives = lives;
  }

  /// An answer said that the lease is there.
  public void saidToLive(long id, long asked, long heard, String what) {
    var lived =
        lives.of(id).stream().anyMatch(life -> life.began() <= heard && diedAt(life) >= asked);
    if (!lived) {
      throw no(id, asked, heard, what + " of a lease that is not there");
    }
  }

  /// An answer said that the lease is not there.
  public void saidToBeGone(long id, long asked, long heard, String what) {
    var livedOn =
        lives.of(id).stream().anyMatch(life -> life.began() < asked && diedAt(life) > heard);
    if (livedOn) {
      throw no(id, asked, heard, what + " says that a lease is gone that lives");
    }
  }

  private long diedAt(Life life) {
    var death = lives.death(life);
    return death == null ? Long.MAX_VALUE : death.at();
  }

  private Violation no(long id, long asked, long heard, String what) {
    return new Violation(
        "LeaseAnswersFitTheLog",
        what + ": " + id + ", asked at " + asked + ", heard at " + heard + "; " + lives.of(id));
  }
}
