/// Members as operators meet them: processes of their own on real ports and a real disk, killed,
/// stopped and fed with nonsense. Tagged `process`; run them with
/// `mvn test -Dgroups=process -DexcludedGroups=none`.
@NullMarked
package process;

import org.jspecify.annotations.NullMarked;
