package actors;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import raft.Entry;
import raft.HardState;
import raft.MemberId;

/// A process that writes to a journal until it is killed, and says on its standard output what is
/// stored: `last-index term`.
final class JournalWriter {

  private JournalWriter() {}

  public static void main(String[] args) {
    var random = new Random(Long.parseLong(args[1]));
    try (var node = JournalNode.start(Path.of(args[0]), 0)) {
      Raft.Recovered recovered = node.recovered();
      long term = recovered.hardState().term() + 1;
      long last =
          recovered.entries().isEmpty()
              ? recovered.start().index()
              : recovered.entries().getLast().index();
      while (true) {
        if (random.nextInt(10) == 0) {
          term++;
          last = Math.max(0, last - random.nextInt(5));
        }
        var entries = new ArrayList<Entry>();
        for (int count = 1 + random.nextInt(20); count > 0; count--) {
          entries.add(JournalNode.entry(++last, term, random.nextInt(400)));
        }
        node.write(new HardState(term, new MemberId(term)), entries);
        System.out.println(last + " " + term);
      }
    }
  }
}
