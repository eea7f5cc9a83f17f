package org.sekisho.risk.analysis;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ConcreteThreat;
import org.sekisho.model.system.LocalText;
import org.sekisho.risk.catalogue.Control;
import org.sekisho.risk.catalogue.Measure;
import org.sekisho.risk.catalogue.ThreatClass;
import org.sekisho.risk.lint.Check;
import org.sekisho.risk.lint.ModelNote;
import org.sekisho.risk.method.CvssMethod;
import org.sekisho.risk.method.GuidelineValue;
import org.sekisho.risk.treatment.Treatment;

/**
 * The guide's procedure ① to ⑧ as gates (GUIDE-01, RISK-03): what each step needs to be complete,
 * and that no step is finished before the one that feeds it. The choice of verification methods
 * (1-3 of the guide's flow) is judged with step ⑧.
 */
public final class Steps {
  private static final List<LocalText> NAMES =
      List.of(
          new LocalText("システム構成図", "System diagram"),
          new LocalText("守るべき情報・資産", "Information and assets to protect"),
          new LocalText(
              "攻撃経路・エントリーポイント・アタックサーフェイス", "Attack routes, entry points, attack surfaces"),
          new LocalText("想定脅威の具体事例", "Concrete cases of assumed threats"),
          new LocalText("CCDS-STRIDE による分類", "Classification by CCDS-STRIDE"),
          new LocalText("セキュリティ対策", "Countermeasures"),
          new LocalText("対策フレームワーク", "Countermeasure frameworks"),
          new LocalText("リスク評価", "Risk evaluation"));
  private static final Set<Check> OF_OTHER_STEPS =
      EnumSet.of(
          Check.NO_COMPONENTS,
          Check.NO_ASSETS,
          Check.NO_ENTRY_POINTS,
          Check.ACTUATOR_WITHOUT_LIFE,
          Check.THREAT_OF_UNKNOWN_CATEGORY,
          Check.THREAT_WITH_UNKNOWN_MEASURE,
          Check.THREAT_VECTOR_REFUSED);

  private final StepInputs in;
  private final List<ModelNote> notes;
  private final List<Finding> findings;

  private Steps(StepInputs in) {
    this.in = in;
    this.notes = in.notes();
    this.findings = in.inScope();
  }

  /** The eight steps in their order. */
  public static List<StepState> of(StepInputs in) {
    var steps = new Steps(in);
    List<Gaps> gaps =
        List.of(
            steps.diagram(),
            steps.assets(),
            steps.entryPoints(),
            steps.threats(),
            steps.classes(),
            steps.measures(),
            steps.frameworks(),
            steps.risks());
    List<StepState> states = new ArrayList<>();
    for (int i = 0; i < gaps.size(); i++) {
      if (i > 0 && !states.getLast().complete()) {
        gaps.get(i)
            .add(
                StepState.EARLIER,
                "手順" + i + "「" + NAMES.get(i - 1).ja() + "」を先に終えてください。",
                "Finish step " + i + ", " + NAMES.get(i - 1).en() + ", first.");
      }
      states.add(new StepState(i + 1, NAMES.get(i), gaps.get(i).all()));
    }
    return states;
  }

  private Gaps diagram() {
    var gaps = new Gaps();
    gaps.from(
        notes,
        Check.NO_COMPONENTS,
        Check.NO_ACTORS,
        Check.ACTOR_WITHOUT_REACH,
        Check.COMPONENT_WITHOUT_LINK,
        Check.OWNER_MISSING,
        Check.OUT_OF_SCOPE_WITHOUT_ASSUMPTION,
        Check.PROTOCOL_UNKNOWN);
    if (!in.model().components().isEmpty()
        && in.model().components().values().stream()
            .noneMatch(c -> c.scope() == org.sekisho.model.system.Component.Scope.IN)) {
      gaps.add(
          "nothing-in-scope",
          "検証対象のコンポーネントがありません。scope: in にするものを決めてください。",
          "No component is judged: decide which have 'scope: in'.");
    }
    gaps.graveBut(notes, OF_OTHER_STEPS);
    return gaps;
  }

  private Gaps assets() {
    var gaps = new Gaps();
    gaps.from(
        notes,
        Check.NO_ASSETS,
        Check.UNUSED_ASSET_CLASS,
        Check.UNUSED_ASSET,
        Check.ASSET_WITHOUT_HOLDER,
        Check.ASSET_WITHOUT_ROLES,
        Check.THING_WITHOUT_HOLDS,
        Check.ACTUATOR_WITHOUT_LIFE);
    viewpoints(gaps);
    return gaps;
  }

  /** AST-05: assets come from the information handled, from functions and from the device. */
  private void viewpoints(Gaps gaps) {
    Set<Asset.Kind> kinds =
        in.model().assets().values().stream().map(Asset::kind).collect(Collectors.toSet());
    if (kinds.isEmpty()) {
      return;
    }
    boolean information =
        kinds.stream().anyMatch(k -> k.isInformation() && k != Asset.Kind.CODE && !function(k));
    if (!information) {
      viewpoint(gaps, "information", "扱う情報", "the information that it handles");
    }
    if (kinds.stream().noneMatch(Steps::function)) {
      viewpoint(gaps, "function", "機能", "its functions");
    }
    if (kinds.stream().noneMatch(Steps::device)) {
      viewpoint(gaps, "device", "機器そのもの", "the device itself");
    }
  }

  private static boolean function(Asset.Kind kind) {
    return switch (kind) {
      case CONTROL, READINGS, VIDEO, LIFE, PRODUCTION, INFRASTRUCTURE, ENVIRONMENT, NETWORK -> true;
      case PERSONAL, SECRET, MONEY, MONEY_DATA, SETTINGS, LOG, SECURITY, DEVICE, CODE, OPEN_DATA ->
          false;
    };
  }

  private static boolean device(Asset.Kind kind) {
    return switch (kind) {
      case DEVICE, CODE, PRODUCTION, INFRASTRUCTURE, NETWORK -> true;
      case PERSONAL,
          SECRET,
          MONEY,
          MONEY_DATA,
          SETTINGS,
          LOG,
          SECURITY,
          LIFE,
          READINGS,
          CONTROL,
          VIDEO,
          OPEN_DATA,
          ENVIRONMENT ->
          false;
    };
  }

  private void viewpoint(Gaps gaps, String id, String ja, String en) {
    if (!in.model().assumptions().containsKey("no-" + id + "-assets")) {
      gaps.add(
          "asset-viewpoint",
          "「"
              + ja
              + "」から見た資産がありません。資産を書くか、ない理由を assumptions: に id: no-"
              + id
              + "-assets"
              + " として書いてください。",
          "No asset comes from "
              + en
              + ": write one, or write why there is none under 'assumptions' with the id no-"
              + id
              + "-assets.");
    }
  }

  private Gaps entryPoints() {
    var gaps = new Gaps();
    gaps.from(
        notes,
        Check.NO_ENTRY_POINTS,
        Check.NO_ENTRY_POINT,
        Check.REACH_WITHOUT_WAY,
        Check.ENTRY_POINT_WITHOUT_USE,
        Check.INTERACTION_WITHOUT_WAY,
        Check.LINK_WITHOUT_DATA);
    if (in.model().interactions().isEmpty()) {
      gaps.add(
          "no-interactions",
          "利用場面がありません。interactions: に、誰がどの経路で使うかを書いてください。",
          "There is no use of the system: write who uses it over which way under 'interactions'.");
    }
    gaps.at(
        surfaces(s -> s.assets().isEmpty()),
        "surface-without-assets",
        "アタックサーフェイス %s の先に資産がありません。エントリーポイントの assets: か、コンポーネントが持つ資産を書いてください。",
        "No asset lies behind the attack surfaces %s: write 'assets' of the entry points, or what"
            + " the components hold.");
    return gaps;
  }

  private Gaps threats() {
    var gaps = new Gaps();
    Set<String> threatened = new HashSet<>();
    findings.forEach(f -> f.surface().ifPresent(threatened::add));
    gaps.at(
        surfaces(s -> !threatened.contains(s.number())),
        "surface-without-threat",
        "アタックサーフェイス %s に想定脅威がありません。threats: に具体事例を書いてください。",
        "No threat is known at the attack surfaces %s: write concrete cases under 'threats'.");
    gaps.from(notes, Check.THREAT_ELSEWHERE);
    return gaps;
  }

  private List<String> surfaces(java.util.function.Predicate<Surface> such) {
    return in.surfaces().stream()
        .filter(s -> s.inScope() && such.test(s))
        .map(Surface::number)
        .toList();
  }

  private Gaps classes() {
    var gaps = new Gaps();
    gaps.from(notes, Check.THREAT_OF_UNKNOWN_CATEGORY);
    gaps.at(
        ids(
            f ->
                f.threatClass() == ThreatClass.UNK
                    && f.treatment().kind() == Treatment.Kind.UNDECIDED),
        "unknown-weakness-without-note",
        "未知の脆弱性 %s には決まった対策がありません。異常検知・隔離・迅速な更新・受付窓口のどれで扱うかを decisions に書いてください。",
        "No listed countermeasure answers the unknown weaknesses %s: write in the decisions how"
            + " they are handled: detection, isolation, quick update, intake of reports.");
    Set<Control.Origin> origins =
        findings.stream()
            .flatMap(f -> f.rule().stream())
            .map(r -> r.origin())
            .collect(Collectors.toSet());
    origins(gaps, origins, "threats", "脅威");
    return gaps;
  }

  /**
   * SYS-25: IT security and IoT security overlap; an analysis with only one of them is not whole.
   */
  private void origins(Gaps gaps, Set<Control.Origin> origins, String what, String ja) {
    if (findings.isEmpty()) {
      return;
    }
    if (!origins.contains(Control.Origin.IT_COMMON)) {
      gaps.add(
          "no-it-common-" + what,
          "IT に共通の" + ja + "が一つもありません。サーバや通信の側が抜けていないか確かめてください。",
          "None of the "
              + what
              + " is common to all IT: make sure that servers and links are not"
              + " left out.");
    }
    if (!origins.contains(Control.Origin.IOT_SPECIFIC)) {
      gaps.add(
          "no-iot-specific-" + what,
          "IoT に特有の" + ja + "が一つもありません。機器とその設置環境が抜けていないか確かめてください。",
          "None of the "
              + what
              + " is special to IoT: make sure that devices and the places where"
              + " they stand are not left out.");
    }
  }

  private Gaps measures() {
    var gaps = new Gaps();
    gaps.from(notes, Check.THREAT_WITH_UNKNOWN_MEASURE, Check.UNKNOWN_CONTROL);
    gaps.at(
        ids(
            f ->
                f.threatClass() != ThreatClass.UNK
                    && f.measures().isEmpty()
                    && f.treatment().open()),
        "threat-without-measure",
        "脅威 %s に対策名がありません。対策を書くか、理由を添えて decisions に書いてください。",
        "No countermeasure is named for the threats %s: name one, or decide with a reason in the"
            + " decisions.");
    Set<String> individual =
        in.model().threats().values().stream()
            .filter(ConcreteThreat::individual)
            .map(t -> "threat@" + t.id())
            .collect(Collectors.toSet());
    gaps.at(
        ids(f -> individual.contains(f.id()) && f.treatment().kind() == Treatment.Kind.UNDECIDED),
        "individual-handling",
        "%s は個別対応が必要です（※要個別対応）。どう扱うかを decisions に書いてください。",
        "%s need handling of their own: write in the decisions what is done.");
    Set<Control.Origin> origins = new HashSet<>();
    for (Finding finding : findings) {
      for (ControlState control : finding.controls()) {
        Control known = in.catalogue().controls().get(control.control());
        if (known != null && control.state().counts()) {
          origins.add(known.origin());
        }
      }
    }
    origins(gaps, origins, "countermeasures", "対策");
    return gaps;
  }

  private Gaps frameworks() {
    var gaps = new Gaps();
    Set<String> used =
        findings.stream()
            .flatMap(f -> f.measures().stream())
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    gaps.at(
        used.stream().filter(this::withoutNumbers).toList(),
        "measure-without-numbers",
        "対策 %s に OTA・OWASP の番号も、対応するフレームワークの項目もありません。",
        "The countermeasures %s have neither a number of OTA or OWASP nor an item of another"
            + " framework.");
    return gaps;
  }

  private boolean withoutNumbers(String id) {
    Measure measure = in.catalogue().measures().get(id);
    boolean numbered =
        measure != null
            && !(measure.ota().isEmpty()
                && measure.oursOta().isEmpty()
                && measure.owasp2014().isEmpty()
                && measure.oursOwasp2014().isEmpty());
    return !numbered
        && in.catalogue().controls().values().stream()
            .noneMatch(c -> c.measures().contains(id) && !c.references().isEmpty());
  }

  private Gaps risks() {
    var gaps = new Gaps();
    Set<String> uncovered = new HashSet<>(in.plan().uncovered());
    gaps.from(
        notes,
        Check.THREAT_VECTOR_REFUSED,
        Check.INCIDENT_WITHOUT_FREQUENCY,
        Check.INCIDENT_WITHOUT_ASSET);
    gaps.at(
        ids(f -> f.threatClass() != ThreatClass.UNK && !scored(f, CvssMethod.class)),
        "risk-without-cvss",
        "%s に CVSS の評価がありません。ベクタを書いてください。",
        "%s are not scored by CVSS: write a vector.");
    gaps.at(
        ids(f -> !scored(f, GuidelineValue.class)),
        "risk-without-value",
        "%s にリスク値がありません。資産と発生頻度を書いてください。",
        "%s have no value by the guideline: write assets and frequency.");
    gaps.at(
        ids(f -> f.open() && f.treatment().kind() == Treatment.Kind.UNDECIDED),
        "undecided",
        "未対策の %s に方針がありません。低減・受容・移転・回避を decisions に書いてください。",
        "Nothing is decided about the open findings %s: decide to reduce, accept, transfer or"
            + " avoid.");
    gaps.at(
        ids(f -> f.threatClass() != ThreatClass.UNK && uncovered.contains(f.id())),
        "threat-without-verification",
        "%s に検証の方法がありません。対策と検証方法を決めるか、理由を decisions に書いてください。",
        "Nothing verifies %s: choose a control with a way to verify it, or decide with a reason.");
    return gaps;
  }

  private static boolean scored(Finding finding, Class<?> method) {
    return finding.values().inherent().scores().scores().stream().anyMatch(method::isInstance);
  }

  private List<String> ids(java.util.function.Predicate<Finding> such) {
    return findings.stream().filter(such).map(Finding::id).toList();
  }
}
