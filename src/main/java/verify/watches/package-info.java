/// The judge of watches: were watchers told what happened, all of it, once and in order?
///
/// Knows nothing of how events came: by gRPC from real members, by a simulated cluster, or by hand.
@NullMarked
package verify.watches;

import org.jspecify.annotations.NullMarked;
