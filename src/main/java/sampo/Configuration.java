package sampo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What a member was told, wherever it was told: by flags and the environment, or by a file, which
/// then is all that counts.
///
/// @param settings what it means
/// @param notes what of it means nothing here, a line each
record Configuration(Settings settings, List<String> notes) {

  /// Reads command-line flags, or the file that they name; the environment is not looked at.
  ///
  /// @throws InvalidSettings if a flag is unknown or a value is wrong
  static Configuration parse(String... arguments) {
    Flags flags = new Flags();
    CommandLine command = new CommandLine(flags);
    ForeignFlags.addTo(command.getCommandSpec());
    ParseResult parsed;
    try {
      parsed = command.parseArgs(arguments);
    } catch (ParameterException e) {
      throw new InvalidSettings(String.valueOf(e.getMessage()));
    }
    return of(flags, parsed, new Environment(Map.of()));
  }

  /// @param flags what the command line and the environment say
  /// @throws InvalidSettings if a value is wrong, or values contradict one another
  static Configuration of(Flags flags, ParseResult parsed, Environment environment) {
    var command = parsed.commandSpec();
    Path file = flags.configFile();
    if (file != null) {
      var arguments = new ConfigFile(file, command).arguments();
      if (arguments.stream().anyMatch(argument -> argument.startsWith("--config-file="))) {
        throw new InvalidSettings(file + " names another config-file");
      }
      return parse(arguments.toArray(String[]::new));
    }
    environment.requireNoConflict(parsed);
    List<String> notes = new ArrayList<>(ForeignFlags.notes(command));
    for (String variable : environment.unknown(command)) {
      notes.add("environment variable " + variable + " is of no flag");
    }
    Settings settings = flags.settings();
    notes.addAll(settings.notes());
    return new Configuration(settings, notes);
  }
}
