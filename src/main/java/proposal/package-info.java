/// What is proposed to the log, and who waits for it.
///
/// Imports no Pekko. `PendingReplies`, `ProposalQueue` and `ReadQueue` are the only objects that
/// the threads of clients and the actors share.
@NullMarked
package proposal;

import org.jspecify.annotations.NullMarked;
