/// Bytes: how messages between members and events of the journal look on the wire and on disk.
///
/// Every manifest carries a version. A layout that has been released never changes; a new layout
/// gets a new manifest beside the old one.
@NullMarked
package wire;

import org.jspecify.annotations.NullMarked;
