package org.sekisho.risk.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.SystemModel;

/**
 * Who makes, sees, changes, carries and destroys which asset (保護すべきデータと人的環境のマッピング, AST-07).
 *
 * @param actors ids of the actors, in the order of the model
 * @param rows a row for each asset, in the order of the model
 */
public record RoleMatrix(List<String> actors, List<Row> rows) {
  /**
   * Who has to do with an asset.
   *
   * @param asset id of the asset
   * @param roles what an actor does with it, by actor id; only who does something
   */
  public record Row(String asset, Map<String, Set<Asset.Role>> roles) {}

  /** The matrix of a system. */
  public static RoleMatrix of(SystemModel model) {
    return new RoleMatrix(
        List.copyOf(model.actors().keySet()),
        model.assets().values().stream().map(a -> new Row(a.id(), present(a))).toList());
  }

  /** Ids of the assets that nobody has to do with; the matrix is complete when there is none. */
  public List<String> without() {
    return rows.stream().filter(row -> row.roles().isEmpty()).map(Row::asset).toList();
  }

  private static Map<String, Set<Asset.Role>> present(Asset asset) {
    Map<String, Set<Asset.Role>> present = new LinkedHashMap<>(asset.roles());
    present.values().removeIf(Set::isEmpty);
    return present;
  }
}
