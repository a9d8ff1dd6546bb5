package metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;

/// The instruments of one member. Names may be registered once only.
public final class Metrics {

  /// The type of what [#scrape] returns.
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final PrometheusTextFormatWriter WRITER = PrometheusTextFormatWriter.create();

  /// Stands for `_total` where the library does not allow it.
  private static final String SUFFIX_TO_BE = "_suffixed";

  private final PrometheusRegistry registry = new PrometheusRegistry();

  /// Counters whose names in etcd lack the `_total` that the library adds to every counter.
  private final PrometheusRegistry unsuffixed = new PrometheusRegistry();

  /// Histograms whose names in etcd end in `_total`, which the library keeps for counters.
  private final PrometheusRegistry suffixed = new PrometheusRegistry();

  /// A counter.
  public Counter counter(String name, String help, String... labels) {
    return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /// A counter whose name does not end in `_total`.
  Counter unsuffixedCounter(String name, String help) {
    return Counter.builder().name(name).help(help).register(unsuffixed);
  }

  /// A counter that is read at each scrape.
  public void counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /// A gauge.
  public Gauge gauge(String name, String help, String... labels) {
    return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
  }

  /// A gauge that is read at each scrape.
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /// Counters by one label that are read at each scrape, as many as there are then.
  public void counters(
      String name, String help, String label, Supplier<Map<String, Double>> values) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(label)
        .callback(callback -> values.get().forEach((key, value) -> callback.call(value, key)))
        .register(registry);
  }

  /// Sets the gauges of a family, one for each combination of labels.
  @FunctionalInterface
  public interface Family {
    void of(double value, String... labels);
  }

  /// Gauges that are read at each scrape; those not set are not there.
  public void gauges(String name, String help, Consumer<Family> values, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(callback -> values.accept(callback::call))
        .register(registry);
  }

  /// A gauge that is always 1: what it says is in its label.
  public void fact(String name, String help, String label, String value) {
    gauge(name, help, label).labelValues(value).set(1);
  }

  /// A histogram of seconds.
  ///
  /// @param start upper bound of the first bucket, in seconds
  /// @param buckets how many buckets, each twice as wide as the one before
  public Histogram histogram(
      String name, String help, double start, int buckets, String... labels) {
    return histogram(name, help, start, buckets).labelNames(labels).register(registry);
  }

  /// A histogram of seconds with the buckets that Prometheus' libraries have by default, from 5 ms
  /// to 10 s.
  Histogram plainHistogram(String name, String help, String... labels) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .labelNames(labels)
        .register(registry);
  }

  /// A histogram of seconds whose name ends in `_total`.
  ///
  /// @param name the name without that end
  Histogram suffixedHistogram(String name, String help, double start, int buckets) {
    return histogram(name + SUFFIX_TO_BE, help, start, buckets).register(suffixed);
  }

  private static Histogram.Builder histogram(String name, String help, double start, int buckets) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .classicOnly()
        .classicUpperBounds(
            DoubleStream.iterate(start, bound -> 2 * bound).limit(buckets).toArray());
  }

  /// All instruments in Prometheus' text format.
  public byte[] scrape() {
    var text = new ByteArrayOutputStream(1 << 16);
    text.writeBytes(text(unsuffixed).replace("_total", "").getBytes(StandardCharsets.UTF_8));
    text.writeBytes(
        text(suffixed).replace(SUFFIX_TO_BE, "_total").getBytes(StandardCharsets.UTF_8));
    text.writeBytes(text(registry).getBytes(StandardCharsets.UTF_8));
    return text.toByteArray();
  }

  private static String text(PrometheusRegistry registry) {
    try {
      var out = new ByteArrayOutputStream(1 << 16);
      WRITER.write(out, registry.scrape());
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
  }
}
