package architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A Java file as text, and as the tree that the compiler's own parser makes of it.
record Source(Path path, String text, CompilationUnitTree tree, SourcePositions positions) {

  static Source parse(Path path, String text) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null, null, null, List.of("-proc:none"), null, List.of(new Text(path, text)));
    try {
      CompilationUnitTree tree = task.parse().iterator().next();
      return new Source(path, text, tree, Trees.instance(task).getSourcePositions());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Every Java file below a folder, in the order of their paths; none if there is no such folder.
  static List<Source> below(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .sorted()
          .map(Source::read)
          .toList();
    }
  }

  private static Source read(Path path) {
    try {
      return parse(path, Files.readString(path));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  long lineOf(long position) {
    return tree.getLineMap().getLineNumber(position);
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(Path path, String text) {
      super(URI.create("string:///" + path.toString().replace('\\', '/')), Kind.SOURCE);
      this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
