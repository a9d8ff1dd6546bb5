package verify;

/// What etcd promises of watches, leases, compactions and rights, with the names that its
/// documentation gives them where it has some (etcd.io: learning/api_guarantees).
public enum Promise {
  /// Revisions of events never fall.
  ORDERED("ordered"),
  /// No event comes twice.
  UNIQUE("unique"),
  /// No event is missing between two that came.
  RELIABLE("reliable"),
  /// All events of a revision come at once.
  ATOMIC("atomic"),
  /// A watch that begins at a revision tells all from it on, or that it is compacted.
  RESUMABLE("resumable"),
  /// After progress to a revision nothing comes that happened up to it.
  BOOKMARKABLE("bookmarkable"),
  /// Only what was asked for comes.
  FILTERED("filtered"),
  /// An event says rightly whether it made its key, and how often it was written since.
  CREATION("creation"),
  /// An event comes with the pair that was there just before.
  PREVIOUS("previous pair"),
  /// Nothing comes from before the beginning.
  NEVER_BACK("never back in time"),
  /// A watcher begins once and ends once; while it lives nobody else has its id.
  ANSWERED_ONCE("answered once"),
  /// A watch is for who may read all of it when it is created.
  PERMITTED("permitted"),
  /// What is told has happened, and all that was acknowledged is told: late, but never wrong.
  NEVER_WRONG("never wrong"),
  /// A lease lives for the time that an answer gave it.
  NOT_ENDED_EARLY("lease not ended early"),
  /// All keys of a lease go with it, in one revision, and nothing gets it after that.
  TAKES_ITS_KEYS("lease takes its keys"),
  /// A lease that has ended is not renewed.
  ENDS_FOR_GOOD("lease ends for good"),
  /// A key hangs on the lease that it was put under last, if on any, and goes with no other.
  HANGS_BY_LAST_WORD("key hangs on its last lease"),
  /// A lease lives no shorter than was asked for.
  NO_SHORTER("lease no shorter than asked"),
  /// Who renews a lease that there is not is told so, and may go on with others.
  SAID_TO_BE_GONE("lease said to be gone"),
  /// A lease that nobody renews ends.
  ENDS("lease ends"),
  /// What is compacted is neither read nor told again.
  COMPACTED_FOR_GOOD("compacted for good"),
  /// What is not compacted is read as it was, and nobody is told that it is compacted.
  KEPT("kept by compactions"),
  /// A revision is compacted if it exists and is not compacted yet, and else refused.
  COMPACTS_FORWARD("compacts forward");

  private final String text;

  Promise(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
