/// The judge: did a cluster keep its promises? A history of what clients asked and heard, a
/// sequential model of etcd's key-value store, and a search for an order that explains the answers.
///
/// Knows nothing of how Sampo works: the same judge reads the histories of a simulated cluster, of
/// real processes, and of somebody else's etcd.
@NullMarked
package verify;

import org.jspecify.annotations.NullMarked;
