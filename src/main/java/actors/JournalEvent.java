package actors;

import java.util.List;
import org.jspecify.annotations.Nullable;
import raft.Entry;
import raft.EntryId;
import raft.HardState;

/// What one write of the journal makes durable, all or nothing.
///
/// @param number the position of this event in the journal, from 1, so that a missing one shows
/// @param hardState the term and vote from here on; null if unchanged
/// @param previous the entry before the first of `entries`; what the log held after it is replaced.
///   The last entry of the log if there are no entries
/// @param entries contiguous after `previous`
public record JournalEvent(
    long number, @Nullable HardState hardState, EntryId previous, List<Entry> entries) {}
