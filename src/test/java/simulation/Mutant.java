package simulation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/// A second copy of this program in this process, with a mutation compiled into it. The sources
/// stay as they are, and have no switch that could be left on.
final class Mutant extends ClassLoader {

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final List<Path> CLASSES =
      List.of(Path.of("target", "classes"), Path.of("target", "test-classes"));

  /// What is loaded anew; everything else is shared.
  private static final Set<String> OURS =
      Set.of(
          "actors",
          "auth",
          "checkers",
          "lease",
          "mvcc",
          "proposal",
          "raft",
          "service",
          "simulation",
          "watch");

  private final Map<String, byte[]> mutated;

  private Mutant(Map<String, byte[]> mutated) {
    super(Mutant.class.getClassLoader());
    this.mutated = mutated;
  }

  /// Runs seeds from 1 on until one notices.
  ///
  /// @return who noticed, what, and at which seed; null if nobody did
  static @Nullable String firstNoticed(Mutation mutation, long seeds) {
    var mutant = new Mutant(compile(mutation));
    try {
      var run =
          mutant
              .loadClass(FirstNoticed.class.getName())
              .getMethod("among", String.class, String.class, long.class);
      return (String) run.invoke(null, mutation.focus().name(), mutation.climate().name(), seeds);
    } catch (ReflectiveOperationException broken) {
      throw new IllegalStateException(mutation.fault(), broken);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!OURS.contains(name.split("\\.", 2)[0])) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    try {
      var bytes = mutated.get(name);
      if (bytes == null) {
        bytes = Files.readAllBytes(compiled(name));
      }
      return defineClass(name, bytes, 0, bytes.length);
    } catch (IOException missing) {
      throw new ClassNotFoundException(name, missing);
    }
  }

  private static Path compiled(String name) {
    var file = name.replace('.', '/') + ".class";
    return CLASSES.stream()
        .map(folder -> folder.resolve(file))
        .filter(Files::exists)
        .findFirst()
        .orElse(Path.of(file));
  }

  private static Map<String, byte[]> compile(Mutation mutation) {
    var sources = new LinkedHashMap<String, String>();
    for (var edit : mutation.edits()) {
      var source = sources.computeIfAbsent(edit.type(), Mutant::source);
      var at = source.indexOf(edit.text());
      if (at < 0 || source.indexOf(edit.text(), at + 1) >= 0) {
        throw new IllegalStateException(
            "\"" + mutation + "\": its text is not once in " + edit.type() + ": " + edit.text());
      }
      sources.put(edit.type(), source.replace(edit.text(), edit.replacement()));
    }
    if (sources.isEmpty()) {
      return Map.of();
    }
    var compiler = ToolProvider.getSystemJavaCompiler();
    try (var files = new InMemory(compiler.getStandardFileManager(null, null, null))) {
      var units = new ArrayList<JavaFileObject>();
      sources.forEach((type, text) -> units.add(new SourceText(type, text)));
      var options = List.of("-proc:none", "-nowarn", "-Xlint:none", "-classpath", classPath());
      if (!compiler.getTask(null, files, null, options, null, units).call()) {
        throw new IllegalStateException("\"" + mutation + "\" does not compile");
      }
      return files.classes();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static String source(String type) {
    try {
      return Files.readString(SOURCES.resolve(type.replace('.', '/') + ".java"));
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  private static final class SourceText extends SimpleJavaFileObject {
    private final String text;

    SourceText(String type, String text) {
      super(URI.create("mutant:///" + type.replace('.', '/') + ".java"), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    InMemory(StandardJavaFileManager files) {
      super(files);
    }

    Map<String, byte[]> classes() {
      var classes = new HashMap<String, byte[]>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        JavaFileManager.Location location,
        String className,
        JavaFileObject.Kind kind,
        FileObject sibling) {
      return new SimpleJavaFileObject(URI.create("mutant:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return written.computeIfAbsent(className, _ -> new ByteArrayOutputStream());
        }
      };
    }
  }
}
