/// The real etcd as the judge: both servers get the same requests, and their answers are laid side
/// by side. Tagged `process`, since both run as processes of their own.
@NullMarked
package differential;

import org.jspecify.annotations.NullMarked;
