package org.sekisho.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Alerts as a table for a terminal, in the language of the user. */
final class AlertTable {
  private AlertTable() {}

  /**
   * The table; a word when there is nothing.
   *
   * @param first a column that stands first, or empty
   * @param all also those that were acknowledged
   */
  static String of(JsonNode alerts, String first, boolean all) {
    String language = Locale.getDefault().getLanguage().equals("ja") ? "ja" : "en";
    List<Map<String, Object>> rows = new ArrayList<>();
    for (JsonNode alert : alerts) {
      String state = alert.path("state").asString("");
      if (!all && !alert.path("waits").asBoolean(state.equals("open"))) {
        continue;
      }
      Map<String, Object> row = new LinkedHashMap<>();
      if (!first.isEmpty()) {
        row.put(first, alert.path(first).asString(""));
      }
      row.put("class", alert.path("class").asString(""));
      row.put("what", alert.path("title").path(language).asString(""));
      row.put("count", alert.path("count").asLong(1));
      row.put("last", alert.path("last").asString(""));
      String device = alert.path("device").asString("");
      row.put("who", device.isEmpty() ? alert.path("source").asString("") : device);
      if (all) {
        JsonNode noted = alert.path("noted");
        row.put(
            "state",
            noted.isMissingNode()
                ? state
                : state
                    + ", noted by "
                    + noted.path("by").asString("")
                    + " at "
                    + noted.path("count").asLong());
      }
      row.put("id", alert.path("id").asString(""));
      rows.add(row);
    }
    return rows.isEmpty() ? "no alerts\n" : Glance.of(new JsonMapper().valueToTree(rows));
  }
}
