package differential;

import etcdserverpb.CompactionRequest;

/// What the stream knows of the store it speaks to, so as to ask for what is there, was there, and
/// is not there yet.
///
/// @param revision of the store
/// @param compacted the oldest revision that can be read; -1 before the first compaction
record Known(long revision, long compacted) {

  /// Of a store that nobody has written to.
  static final Known EMPTY = new Known(1, -1);

  /// The i-th of so many revisions that can be read, of which the last is the current one.
  long past(int i, int count) {
    long oldest = Math.max(1, compacted);
    return oldest + (revision - oldest) * (i + 1) / count;
  }

  /// What is known after one more answer.
  Known after(Step step, Answer answer) {
    return answer instanceof Answer.Response(var message)
        ? new Known(
            Math.max(revision, Headers.revision(message)),
            step instanceof Ask(CompactionRequest compaction, _)
                ? compaction.getRevision()
                : compacted)
        : this;
  }
}
