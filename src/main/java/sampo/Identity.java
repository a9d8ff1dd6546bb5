package sampo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Says in a data folder whose it is. A member that took up the folder of another would vote again
/// where that one has voted.
final class Identity {

  private final Path file;
  private final String expected;

  /// @param memberDir where the member keeps everything
  Identity(Path memberDir, Settings settings) {
    this.file = memberDir.resolve("identity");
    this.expected =
        "member %s of cluster %s%n"
            .formatted(
                settings.memberId(), Long.toHexString(settings.initialCluster().clusterId()));
  }

  /// Marks a new folder; checks an old one.
  ///
  /// @throws InvalidSettings if the folder belongs to another member or cluster, or cannot be used
  void claim() {
    try {
      Files.createDirectories(file.getParent());
      String found = read();
      if (found.isEmpty()) {
        write();
      } else if (!found.equals(expected)) {
        throw new InvalidSettings(
            "%s belongs to %s, and these flags describe %s: give the flags it was first started"
                    .formatted(file.getParent(), found.strip(), expected.strip())
                + " with, or another --data-dir");
      }
    } catch (IOException e) {
      throw new InvalidSettings("cannot use the data folder " + file.getParent() + ": " + e);
    }
  }

  private String read() throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException isNew) {
      return "";
    }
  }

  private void write() throws IOException {
    Files.writeString(file, expected);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }
}
