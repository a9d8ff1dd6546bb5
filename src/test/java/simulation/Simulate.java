package simulation;

/// Runs seeds from the command line.
final class Simulate {
  static void main(String[] args) {
    var from = Long.parseLong(args[0]);
    var count = Long.parseLong(args[1]);
    var total = new Tally();
    var began = System.nanoTime();
    long virtual = 0;
    var theatre = new Theatre();
    for (var seed = from; seed < from + count; seed++) {
      var report = Simulation.run(theatre, seed, args.length > 2);
      total.add(report.tally());
      virtual += report.virtualNanos();
      if (!report.isGood() || args.length > 2) {
        System.out.println(report.seed() + " " + report.violation());
        if (args.length > 2) System.out.println(report.text());
      }
    }
    var seconds = (System.nanoTime() - began) / 1e9;
    total.counts().forEach((k, v) -> System.out.println(k + ": " + v));
    System.out.printf("%.1f seeds/s, %.2f virtual h%n", count / seconds, virtual / 3.6e12);
  }
}
