/// A bounded workload on a running cluster, of Sampo or of etcd, from which a judge can tell
/// whether the cluster keeps its promises.
///
/// Everything happens under one prefix, which is empty before and after.
@NullMarked
package probe;

import org.jspecify.annotations.NullMarked;
