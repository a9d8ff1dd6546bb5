package probe;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import verify.Breach;
import verify.Verdict;

/// Findings as one page for people, or a line for scripts.
public final class Page {

  private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(10);
  private static final int SIGNIFICANT_DIGITS = 3;
  private static final int LOST_LINES = 10;

  private final Findings findings;

  public Page(Findings findings) {
    this.findings = findings;
  }

  /// What was tried, how long it took, and what the judge says.
  public String text() {
    Plan plan = findings.plan();
    StringBuilder page = new StringBuilder();
    line(
        page,
        "%d clients for %.1f s on %s",
        plan.clients(),
        findings.length().toMillis() / 1000.0,
        String.join(", ", plan.endpoints()));
    line(page, "%d keys under %s, seed %d", plan.keys(), plan.prefix(), plan.seed());
    table(page);
    errors().forEach((error, count) -> line(page, "  %,d x %s", count, error));
    Findings.Span span = findings.span();
    line(
        page,
        "revisions     %d to %d, %d of them by others or by leases",
        span.before() + 1,
        span.last(),
        span.ofOthers());
    line(page, "durable       %s", durability());
    line(page, "linearizable  %s", verdict());
    overseen(page);
    return page.toString();
  }

  /// One line; times in milliseconds.
  public String json() {
    String kinds =
        Stream.of(Kind.values())
            .map(
                kind -> {
                  Histogram micros = micros(kind);
                  return String.format(
                      Locale.ROOT,
                      "\"%s\":{\"ok\":%d,\"failed\":%d,\"p50_ms\":%.3f,\"p99_ms\":%.3f}",
                      kind,
                      micros.getTotalCount(),
                      failed(kind),
                      micros.getValueAtPercentile(50) / 1000.0,
                      micros.getValueAtPercentile(99) / 1000.0);
                })
            .collect(Collectors.joining(",", "{", "}"));
    return String.format(
        Locale.ROOT,
        "{\"holds\":%b,\"linearizable\":\"%s\",\"durable\":\"%s\","
            + "\"watches_and_leases\":\"%s\",\"seed\":%d,\"calls\":%s}",
        findings.hold(),
        findings.verdict().getClass().getSimpleName().toLowerCase(Locale.ROOT),
        findings.durability().getClass().getSimpleName().toLowerCase(Locale.ROOT),
        overseen(),
        findings.plan().seed(),
        kinds);
  }

  private void table(StringBuilder page) {
    line(page, "%-20s %8s %8s %8s %8s %8s %8s", "ms", "ok", "failed", "p50", "p90", "p99", "max");
    for (Kind kind : Kind.values()) {
      Histogram micros = micros(kind);
      line(
          page,
          "%-20s %,8d %,8d %8.2f %8.2f %8.2f %8.2f",
          kind,
          micros.getTotalCount(),
          failed(kind),
          micros.getValueAtPercentile(50) / 1000.0,
          micros.getValueAtPercentile(90) / 1000.0,
          micros.getValueAtPercentile(99) / 1000.0,
          micros.getMaxValue() / 1000.0);
    }
  }

  private Stream<Call> calls(Kind kind) {
    return findings.calls().stream().filter(call -> call.kind() == kind);
  }

  private long failed(Kind kind) {
    return calls(kind).filter(call -> !call.succeeded()).count();
  }

  private Histogram micros(Kind kind) {
    Histogram micros = new Histogram(LONGEST_MICROS, SIGNIFICANT_DIGITS);
    calls(kind)
        .filter(Call::succeeded)
        .forEach(
            call ->
                micros.recordValue(
                    Math.min(TimeUnit.NANOSECONDS.toMicros(call.nanos()), LONGEST_MICROS)));
    return micros;
  }

  /// How often each failure was answered: by code, and by text where the store itself spoke.
  private Map<String, Long> errors() {
    return findings.calls().stream()
        .filter(call -> !call.succeeded())
        .collect(Collectors.groupingBy(Page::error, TreeMap::new, Collectors.counting()));
  }

  private static String error(Call call) {
    String text = call.status().getDescription();
    return text != null && text.startsWith("etcdserver:")
        ? call.status().getCode() + " " + text
        : call.status().getCode().toString();
  }

  private String durability() {
    return switch (findings.durability()) {
      case Durability.Kept(var writes, var older) ->
          String.format(
                  Locale.ROOT, "yes: %,d acknowledged writes are there at their revisions", writes)
              + (older == 0
                  ? ""
                  : String.format(
                      Locale.ROOT, "; %,d older ones were, before they were compacted", older));
      case Durability.Lost(var writes, var lost) ->
          String.format(Locale.ROOT, "NO: %,d of %,d acknowledged writes", lost.size(), writes)
              + lines(lost.stream().limit(LOST_LINES).toList());
      case Durability.Unread(var reason) -> "not looked up: " + reason;
    };
  }

  private String verdict() {
    return switch (findings.verdict()) {
      case Verdict.Linearizable(var order) ->
          String.format(
              Locale.ROOT,
              "yes: %,d operations have an order (found in %.1f s)",
              order.size(),
              findings.judging().toMillis() / 1000.0);
      case Verdict.Violation violation -> "NO: " + violation;
      case Verdict.Undecided _ ->
          "unknown: too many writes ended without an answer to find an order; try again";
    };
  }

  private String overseen() {
    return switch (findings.overseen()) {
      case Overseen.Nothing _ -> "none";
      case Overseen.Unread _ -> "unread";
      case Overseen.Judged judged -> judged.holds() ? "kept" : "broken";
    };
  }

  private void overseen(StringBuilder page) {
    switch (findings.overseen()) {
      case Overseen.Nothing _ -> {}
      case Overseen.Unread(var reason) -> line(page, "watches       not judged: %s", reason);
      case Overseen.Judged(var watches, var leases, var past, var rights, var breaches) -> {
        watches(page, watches);
        leases(page, leases);
        if (past.compactions() > 0) {
          past(page, past);
        }
        if (rights.changes() > 0) {
          rights(page, rights);
        }
        line(page, "promises      %s", promises(judged(past, rights), breaches));
      }
    }
  }

  private static void watches(StringBuilder page, Overseen.Watches watches) {
    line(
        page,
        "watches       %,d events, told %,d times on %,d streams%s; %,d broke, %,d were overtaken",
        watches.happened(),
        watches.told(),
        watches.streams(),
        watches.full() ? ", until there was no more room" : "",
        watches.broken(),
        watches.overtaken());
  }

  private static void leases(StringBuilder page, Overseen.Leases leases) {
    line(
        page,
        "leases        %,d, %,d times granted or renewed, %,d revoked; %,d keys put under them, %,d"
            + " put off or as they were",
        leases.granted(),
        leases.renewals(),
        leases.revoked(),
        leases.keys(),
        leases.others());
  }

  private static void past(StringBuilder page, Overseen.Past past) {
    line(
        page,
        "past          %,d compactions, %,d reads of what was, %,d of what was compacted",
        past.compactions(),
        past.reads(),
        past.refused());
  }

  private static void rights(StringBuilder page, Overseen.Rights rights) {
    line(
        page,
        "rights        %,d times changed; %,d watches were given and %,d denied",
        rights.changes(),
        rights.given(),
        rights.denied());
  }

  /// What there was to judge, and so to promise.
  private static String judged(Overseen.Past past, Overseen.Rights rights) {
    return "watches and leases"
        + (past.compactions() > 0 ? ", of the past" : "")
        + (rights.changes() > 0 ? ", of rights" : "");
  }

  private static String promises(String judged, List<Breach> breaches) {
    return breaches.isEmpty()
        ? "yes: of " + judged + " all were kept"
        : String.format(Locale.ROOT, "NO: %,d broken", breaches.size())
            + lines(breaches.stream().limit(LOST_LINES).map(Breach::toString).toList());
  }

  private static String lines(List<String> lines) {
    return lines.stream().map(line -> "\n  " + line).collect(Collectors.joining());
  }

  private static void line(StringBuilder page, String format, Object... values) {
    page.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
