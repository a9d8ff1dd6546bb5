package sampo.cli;

import bench.Generator;
import java.io.PrintStream;
import java.util.Locale;

/// How far a run is, in one line that is written over.
///
/// @param out a terminal
record ProgressBar(PrintStream out) implements Generator.Progress {

  private static final int WIDTH = 40;

  @Override
  public void at(double done, boolean warming) {
    int full = (int) Math.round(Math.clamp(done, 0, 1) * WIDTH);
    out.printf(
        Locale.ROOT,
        "\r%-9s [%s%s] %3.0f %%",
        warming ? "warming" : "measuring",
        "#".repeat(full),
        "-".repeat(WIDTH - full),
        done * 100);
    out.flush();
  }

  void clear() {
    out.print("\r" + " ".repeat(WIDTH + 20) + "\r");
    out.flush();
  }
}
