package sampo;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;
import sampo.settings.GoDuration;

/// A flag that is a time.
final class GoTime implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      return GoDuration.parse(text);
    } catch (InvalidSettings e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
