package mvcc;

import mvccpb.KeyValue;
import org.jspecify.annotations.Nullable;

/// One change of one key in a batch not yet written: a row to be.
///
/// @param pair the pair after the change; with nothing but the key for a deletion
/// @param state the revision this change makes
/// @param before the history of the key before, to go back to; null when there was none
record Change(KeyValue pair, KeyState state, @Nullable KeyHistory before) {}
