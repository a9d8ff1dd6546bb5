package actors;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.pekko.actor.typed.DeathPactException;
import org.jspecify.annotations.Nullable;

/// The journal does not hold what this member has promised to remember. Starting anyway could vote
/// twice in a term or lose committed entries, so the member must not start.
public final class JournalDamaged extends RuntimeException {

  private static final long serialVersionUID = 1;

  /// In the names of the actors that hold the files.
  private static final String PLUGIN = "pekko.persistence.";

  /// How messages of LevelDB begin that found a file damaged.
  private static final String LEVELDB_DAMAGE = "Corruption: ";

  /// @param what what is wrong, in a few words and numbers
  public JournalDamaged(String what) {
    this(what, null);
  }

  /// @param what what is wrong, in a few words and numbers
  public JournalDamaged(String what, @Nullable Throwable cause) {
    super(
        "the journal is damaged: "
            + what
            + "; remove this member from the cluster, delete its data directory and add it again",
        cause);
  }

  /// One line for the operator on why the journal stopped: the damage if there is one among the
  /// causes, else what the storage said.
  public static String explain(Throwable failure) {
    List<Throwable> causes = causes(failure);
    for (Throwable cause : causes) {
      if (cause instanceof JournalDamaged || cause instanceof LostData) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof DeathPactException pact
          && String.valueOf(pact.getMessage()).contains(PLUGIN)) {
        return "the journal failed: its files cannot be opened, as logged before; does another"
            + " process use the data directory?";
      }
    }
    Throwable root = causes.getLast();
    if (String.valueOf(root.getMessage()).startsWith(LEVELDB_DAMAGE)) {
      return String.valueOf(new JournalDamaged(String.valueOf(root.getMessage())).getMessage());
    }
    return "the journal failed: "
        + root.getClass().getSimpleName()
        + ": "
        + String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }

  private static List<Throwable> causes(Throwable failure) {
    var causes = new ArrayList<Throwable>();
    for (Throwable t = failure; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return Collections.unmodifiableList(causes);
  }
}
