package org.sekisho.risk.cvss;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.model.document.Fields;
import org.sekisho.model.system.LocalText;

/** What a person reads who sets a metric: the question, and the name and meaning of each value. */
public final class MetricHelp {
  private static final String FILE = "metric-help.yaml";
  private static final Value AS_BASE =
      new Value(
          new LocalText("未評価", "Not defined"),
          new LocalText("緩和対策前の値を使う", "the value of the base metric counts"));
  private static final Map<CvssMetric, MetricHelp> ALL = read();

  private final LocalText question;
  private final Map<Character, Value> values;

  private MetricHelp(LocalText question, Map<Character, Value> values) {
    this.question = question;
    this.values = values;
  }

  /**
   * A value as people read it.
   *
   * @param name its name
   * @param help what it means
   */
  public record Value(LocalText name, LocalText help) {}

  /** The help on a metric; there is one for every metric of every version. */
  public static MetricHelp of(CvssMetric metric) {
    MetricHelp help = ALL.get(metric);
    if (help == null) {
      throw new IllegalStateException(FILE + " says nothing on " + metric);
    }
    return help;
  }

  /** The question that the metric answers. */
  public LocalText question() {
    return question;
  }

  /** The help on the value with this letter; there is one for every value of the metric. */
  public Value value(char letter) {
    Value value = values.get(letter);
    if (value == null) {
      throw new IllegalArgumentException("no value " + letter + " of this metric");
    }
    return value;
  }

  private static Map<CvssMetric, MetricHelp> read() {
    Fields root = Shipped.document(FILE);
    Map<CvssMetric, MetricHelp> all = new HashMap<>();
    read(root.section("v3"), Cvss3Metric.ALL, Cvss3Metric.TO_MODIFIED, all);
    read(root.section("v4"), Cvss4Metric.ALL, Cvss4Metric.TO_MODIFIED, all);
    root.finish();
    return Map.copyOf(all);
  }

  /** Modified metrics stand behind their base metrics, so theirs is already there. */
  private static void read(
      Fields version,
      List<? extends CvssMetric> metrics,
      int toModified,
      Map<CvssMetric, MetricHelp> all) {
    for (CvssMetric metric : metrics) {
      Map<Character, Value> values = new HashMap<>();
      LocalText question = new LocalText("", "");
      int base = metric.place() - toModified;
      boolean modified = base >= 0 && metric.code().equals("M" + metrics.get(base).code());
      if (modified) {
        MetricHelp unmodified = of(all, metrics.get(base));
        question = unmodified.question;
        values.putAll(unmodified.values);
        values.put(CvssMetric.NOT_DEFINED, AS_BASE);
      }
      if (version.has(metric.code())) {
        Fields section = version.section(metric.code());
        List<String> asked = section.texts("question");
        question = new LocalText(asked.get(0), asked.get(1));
        for (char letter : metric.letters().toCharArray()) {
          List<String> texts = section.texts(String.valueOf(letter));
          if (texts.size() == 4) {
            values.put(
                letter,
                new Value(
                    new LocalText(texts.get(0), texts.get(1)),
                    new LocalText(texts.get(2), texts.get(3))));
          }
        }
      }
      all.put(metric, new MetricHelp(question, Map.copyOf(values)));
    }
  }

  private static MetricHelp of(Map<CvssMetric, MetricHelp> all, CvssMetric metric) {
    return all.getOrDefault(metric, new MetricHelp(new LocalText("", ""), Map.of()));
  }
}
