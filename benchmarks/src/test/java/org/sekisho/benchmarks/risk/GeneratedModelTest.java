package org.sekisho.benchmarks.risk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.SystemModel;
import org.sekisho.model.system.SystemModelFile;
import org.sekisho.risk.path.AttackPaths;
import org.sekisho.risk.path.PathLimits;

class GeneratedModelTest {
  private static SystemModel model(int components, long seed) {
    return SystemModelFile.read(
        "generated.yaml", new GeneratedModel(components, seed, List.of()).yaml());
  }

  @Test
  void isAModelWithAsManyComponentsAsAsked() {
    for (int size : new int[] {40, 41, 100, 999, 3_500}) {
      SystemModel model = model(size, size);
      assertThat(model.components()).hasSize(size);
      assertThat(model.ofKind(ComponentKind.GATEWAY)).isNotEmpty();
      assertThat(model.ofKind(ComponentKind.ACTUATOR)).isNotEmpty();
      assertThat(AttackPaths.of(model, Map.of(), PathLimits.DEFAULT).paths()).isNotEmpty();
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new GeneratedModel(39, 1, List.of()));
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    String text = new GeneratedModel(300, 7, List.of()).yaml();
    assertThat(new GeneratedModel(300, 7, List.of()).yaml()).isEqualTo(text);
    assertThat(new GeneratedModel(300, 8, List.of()).yaml()).isNotEqualTo(text);
  }
}
