/// What Prometheus is told, under etcd's names, types and labels, so that dashboards and alerts
/// made for etcd hold (https://etcd.io/docs/latest/metrics/).
///
/// What is counted on the way of a request has its instruments at hand: no look-up by name or
/// label. What is known anyway is asked for at each scrape.
@NullMarked
package metrics;

import org.jspecify.annotations.NullMarked;
