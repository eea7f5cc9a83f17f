package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.system.Asset;
import org.sekisho.model.system.ComponentKind;
import org.sekisho.model.system.Link;
import org.sekisho.model.system.LocalText;
import org.sekisho.model.system.Protocol;
import org.sekisho.model.system.Zone;
import org.sekisho.risk.catalogue.ThreatClass;

/** Reads Threagile's model file (YAML). */
final class ThreagileImporter implements Importer {
  @Override
  public Imported read(String file, String text) {
    return new Reading(file, text).model();
  }

  private static final LocalText TEXTS =
      new LocalText(
          "説明文はモデルに書く場所がありません。", "Texts for readers of the report have no place in the model.");
  private static final LocalText INTERNET =
      new LocalText(
          "インターネットから届く入口として書きました。種類を確認してください。",
          "Written as an entry point that the Internet reaches; check its kind.");
  private static final LocalText HIGHER =
      new LocalText(
          "重要度は資産に付きます。この構成要素の値は、扱う資産より高いので資産として書いてください。",
          "Importance belongs to assets: this component's is higher than that of its assets; write"
              + " an asset for it.");

  /** One file while it is read. */
  private static final class Reading {
    private final Notes notes;
    private final Foreign root;
    private final Draft draft;
    private final Holdings holdings = new Holdings();
    private final Map<String, String> zoneOf = new HashMap<>();
    private final Map<String, int[]> ratings = new HashMap<>();
    private final Map<String, Set<String>> touched = new HashMap<>();
    private final List<Runnable> later = new ArrayList<>();
    private final Set<String> users = new LinkedHashSet<>();

    Reading(String file, String text) {
      notes = new Notes(file);
      root = Foreign.root(notes, text);
      draft = new Draft(notes);
    }

    Imported model() {
      if (!root.has("technical_assets")
          && !root.has("data_assets")
          && !root.texts("includes").isEmpty()) {
        root.problem("includes", "the model is split over several files: give the merged one");
      }
      String title = root.text("title").orElse("model");
      Tags tags = new Tags(root, "tags_available");
      Optional<String> written = tags.value("model");
      String slug = written.orElse(Slug.of(title));
      draft.head("id", slug.isEmpty() ? "model" : slug);
      Optional<String> ja =
          written.flatMap(
              w -> root.section("application_description").flatMap(d -> d.text("description")));
      draft.head("name", Draft.name(ja.orElse(title), title));
      if (written.isPresent()) {
        draft.head("use-cases", tags.all("use-case"));
        draft.head("controls", tags.all("system-control"));
        root.ignore("author", "business_criticality", "application_description");
      }
      root.ignore("threagile_version");
      root.lost(Why.NO_PLACE, "includes", "date", "contributors");
      if (written.isEmpty()) {
        root.lost(Why.NO_PLACE, "author", "business_criticality");
        root.lost(TEXTS, "application_description");
      }
      root.lost(TEXTS, "management_summary_comment", "business_overview", "technical_overview");
      for (String texts : List.of("questions", "abuse_cases", "security_requirements")) {
        root.section(texts).ifPresent(f -> f.lost(TEXTS, f.keys().toArray(String[]::new)));
      }
      root.named("data_assets").forEach(this::asset);
      Map<String, Foreign> boundaries = root.named("trust_boundaries");
      boundaries.forEach((name, f) -> boundary(name, f));
      boundaries.forEach(this::inside);
      Map<String, Foreign> assets = root.named("technical_assets");
      assets.forEach(this::component);
      assets.forEach(
          (name, f) -> f.named("communication_links").forEach((n, l) -> link(name, f, n, l)));
      holdings.write(draft, notes, Map.of());
      later.forEach(Runnable::run);
      users();
      for (String categories : List.of("individual_risk_categories", "custom_risk_categories")) {
        root.named(categories, "title", "id").forEach(this::category);
      }
      root.named("shared_runtimes")
          .forEach(
              (name, f) -> {
                notes.loss(f.where(), name, Why.NO_PLACE);
                f.ignoreRest();
              });
      root.named("risk_tracking")
          .forEach(
              (name, f) -> {
                notes.loss(f.where(), f.text("status").orElse("unchecked"), Why.JUDGEMENT);
                f.ignoreRest();
              });
      root.lost(
          Why.LAYOUT,
          root.keys().stream().filter(k -> k.startsWith("diagram_tweak_")).toArray(String[]::new));
      root.finish();
      return draft.finish();
    }

    private void asset(String name, Foreign f) {
      String foreign = f.text("id").orElse(name);
      String id = draft.take(Draft.ASSETS, foreign, f.where(), foreign, name);
      Tags tags = new Tags(f);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", id);
      int confidentiality = rating(f, "confidentiality", ThreagileTerms.CONFIDENTIALITY);
      fields.put("kind", "");
      fields.put("name", name(name, f, tags));
      tags.number("confidentiality")
          .ifPresentOrElse(
              n -> fields.put("confidentiality", n),
              () -> fields.put("confidentiality", confidentiality));
      for (String axis : List.of("integrity", "availability")) {
        int rating = rating(f, axis, ThreagileTerms.CRITICALITY);
        fields.put(axis, tags.number(axis).map(Object.class::cast).orElse(rating));
      }
      Optional<String> kind = tags.value("kind");
      if (kind.isEmpty()) {
        Asset.Kind guess =
            Words.asset(name, f.text("description").orElse(""))
                .orElse(confidentiality == 0 ? Asset.Kind.OPEN_DATA : Asset.Kind.SECRET);
        kind = Optional.of(Dashed.of(guess));
        f.loss("kind", kind.get(), Why.GUESSED);
      }
      fields.put("kind", kind.get());
      ratings.put(
          id,
          new int[] {
            number(fields.get("confidentiality")),
            number(fields.get("integrity")),
            number(fields.get("availability"))
          });
      owner(f, fields, tags);
      lostText(f, tags, name);
      f.lost(Why.NO_PLACE, "origin", "justification_cia_rating");
      if (tags.ours()) {
        f.ignore("usage", "quantity");
      } else {
        f.lost(Why.NO_PLACE, "usage", "quantity");
      }
      tags.finish();
      draft.add(Draft.ASSETS, f.line(), f.where(), fields);
    }

    private static int number(@Nullable Object value) {
      return value instanceof Integer i ? i : 0;
    }

    /** A step of Threagile's five as importance 0 to 3. */
    private int rating(Foreign f, String key, List<String> steps) {
      Optional<String> word = f.text(key);
      int step = word.map(steps::indexOf).orElse(-1);
      if (word.isPresent() && step < 0) {
        f.problem(
            key,
            "'" + Notes.shown(word.get()) + "' is not allowed: one of " + String.join(", ", steps));
      }
      if (word.isEmpty()) {
        f.loss(key, "1", Why.GUESSED);
        return 1;
      }
      boolean confidentiality = key.equals("confidentiality");
      int rating =
          confidentiality ? ThreagileTerms.confidentiality(step) : ThreagileTerms.criticality(step);
      if (step == 4 || (step == 0 && !confidentiality)) {
        f.loss(key, word.get() + " → " + rating, Why.COARSER);
      }
      return rating;
    }

    private void boundary(String name, Foreign f) {
      String foreign = f.text("id").orElse(name);
      String id = draft.take(Draft.ZONES, foreign, f.where(), foreign, name);
      Tags tags = new Tags(f);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", id);
      fields.put("name", name(name, f, tags));
      fields.put(
          "safety",
          tags.value("safety")
              .orElseGet(
                  () -> {
                    f.loss("safety", "medium", Why.GUESSED);
                    return Dashed.of(Zone.Safety.MEDIUM);
                  }));
      String type = f.text("type").orElse("");
      fields.put(
          "placement",
          tags.value("placement")
              .orElseGet(
                  () -> {
                    String placement =
                        Dashed.of(
                            Words.placement(name)
                                .filter(p -> p == Zone.Placement.WAN)
                                .orElse(ThreagileTerms.placement(type)));
                    f.loss("type", type + " → placement " + placement, Why.GUESSED);
                    return placement;
                  }));
      tags.value("owner")
          .ifPresent(
              o ->
                  later.add(
                      () -> fields.put("owner", draft.organisation(o, o, f.where(), f.line()))));
      fields.put("controls", tags.all("control"));
      lostText(f, tags, name);
      tags.finish();
      draft.add(Draft.ZONES, f.line(), f.where(), fields);
      List<String> nested = f.texts("trust_boundaries_nested");
      later.add(() -> nest(f, id, nested));
    }

    private void nest(Foreign f, String parent, List<String> nested) {
      for (String child : draft.refs(Draft.ZONES, nested, f.at("trust_boundaries_nested"))) {
        draft.item(Draft.ZONES, child).putIfAbsent("parent", parent);
      }
    }

    private void inside(String name, Foreign f) {
      String zone = draft.ref(Draft.ZONES, f.text("id").orElse(name)).orElse("");
      for (String asset : f.texts("technical_assets_inside")) {
        if (!zone.isEmpty() && zoneOf.putIfAbsent(asset, zone) != null) {
          f.loss("technical_assets_inside", Notes.shown(asset), Why.NO_PLACE);
        }
      }
    }

    private void component(String name, Foreign f) {
      String foreign = f.text("id").orElse(name);
      String id = draft.take(Draft.COMPONENTS, foreign, f.where(), foreign, name);
      Tags tags = new Tags(f);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", id);
      fields.put("kind", kind(name, f, tags));
      fields.put("name", name(name, f, tags));
      boolean internet = f.flag("internet");
      fields.put("zone", zone(foreign, f, internet));
      owner(f, fields, tags);
      if (f.flag("out_of_scope")) {
        fields.put("scope", "out");
      }
      for (String key : List.of("physical-control", "capability", "support-end", "update")) {
        tags.value(key).ifPresent(v -> fields.put(key, v));
      }
      Set<String> controls = new LinkedHashSet<>(tags.all("control"));
      Optional<String> encryption = f.text("encryption").filter(e -> !e.equals("none"));
      if (encryption.isPresent() && controls.add("data-at-rest-encryption")) {
        f.loss("encryption", encryption.get() + " → control data-at-rest-encryption", Why.COARSER);
      }
      if (f.flag("redundant") && controls.add("redundancy")) {
        f.loss("redundant", "true → control redundancy", Why.GUESSED);
      }
      fields.put("controls", new ArrayList<>(controls));
      if (internet) {
        entryPoint(id, name, f);
      }
      if (f.flag("used_as_client_by_human")) {
        users.add(id);
      }
      holdings.stores(
          id, draft.refs(Draft.ASSETS, f.texts("data_assets_stored"), f.at("data_assets_stored")));
      holdings.processes(
          id,
          draft.refs(Draft.ASSETS, f.texts("data_assets_processed"), f.at("data_assets_processed")),
          f.at("data_assets_processed"));
      lostText(f, tags, name);
      if (!tags.ours()) {
        f.lost(Why.NO_PLACE, "type", "size", "machine", "usage");
      }
      f.ignore("type", "size", "machine", "usage");
      f.lost(
          Why.NO_PLACE,
          "justification_out_of_scope",
          "justification_cia_rating",
          "multi_tenant",
          "custom_developed_parts",
          "data_formats_accepted");
      f.lost(Why.LAYOUT, "diagram_tweak_order");
      tags.finish();
      draft.add(Draft.COMPONENTS, f.line(), f.where(), fields);
      int[] own = {
        step(f, "confidentiality", ThreagileTerms.CONFIDENTIALITY),
        step(f, "integrity", ThreagileTerms.CRITICALITY),
        step(f, "availability", ThreagileTerms.CRITICALITY)
      };
      later.add(() -> compare(f, id, own));
    }

    private int step(Foreign f, String key, List<String> steps) {
      Optional<String> word = f.text(key);
      int step = word.map(steps::indexOf).orElse(0);
      if (step < 0) {
        f.problem(
            key,
            "'"
                + Notes.shown(word.orElse(""))
                + "' is not allowed: one of "
                + String.join(", ", steps));
      }
      return key.equals("confidentiality")
          ? ThreagileTerms.confidentiality(Math.max(0, step))
          : ThreagileTerms.criticality(Math.max(0, step));
    }

    /** The assets of each component: those that it holds, and those on its links. */
    private Map<String, Set<String>> touched() {
      if (touched.isEmpty()) {
        for (Map<String, Object> asset : draft.items(Draft.ASSETS)) {
          if (asset.get("in") instanceof List<?> in) {
            in.forEach(c -> touch(c, asset.get("id")));
          }
        }
        for (Map<String, Object> link : draft.items(Draft.LINKS)) {
          if (link.get("data") instanceof List<?> data) {
            for (Object asset : data) {
              touch(link.get("from"), asset);
              touch(link.get("to"), asset);
            }
          }
        }
      }
      return touched;
    }

    private void touch(@Nullable Object component, @Nullable Object asset) {
      touched
          .computeIfAbsent(String.valueOf(component), c -> new LinkedHashSet<>())
          .add(String.valueOf(asset));
    }

    /** Tells where the component's own rating is more than its assets say. */
    private void compare(Foreign f, String id, int[] own) {
      Set<String> assets = touched().getOrDefault(id, Set.of());
      List<String> axes = List.of("confidentiality", "integrity", "availability");
      for (int i = 0; i < 3; i++) {
        int axis = i;
        int most =
            assets.stream()
                .mapToInt(a -> ratings.getOrDefault(a, new int[3])[axis])
                .max()
                .orElse(axis == 0 ? 0 : 1);
        if (own[axis] > most) {
          f.loss(
              axes.get(axis), f.text(axes.get(axis)).orElse("") + " (" + own[axis] + ")", HIGHER);
        }
      }
    }

    private String kind(String name, Foreign f, Tags tags) {
      List<String> technologies = new ArrayList<>(f.texts("technologies"));
      f.text("technology").ifPresent(technologies::add);
      Optional<String> tagged = tags.value("kind");
      if (tagged.isPresent()) {
        return tagged.get();
      }
      Optional<ComponentKind> kind =
          technologies.stream().flatMap(t -> ThreagileTerms.technology(t).stream()).findFirst();
      if (kind.isPresent() && kind.get() == ComponentKind.SENSOR) {
        kind =
            Words.kind(name)
                .filter(ComponentKind::isDevice)
                .or(() -> Optional.of(ComponentKind.SENSOR));
      }
      if (kind.isEmpty()) {
        kind = Words.kind(name);
      }
      ComponentKind chosen =
          kind.orElse(
              f.text("type").orElse("").equals("datastore")
                  ? ComponentKind.DATABASE
                  : ComponentKind.SERVER);
      f.loss(
          f.has("technologies") ? "technologies" : "technology",
          String.join(", ", technologies) + " → kind " + Dashed.of(chosen),
          Why.GUESSED);
      return Dashed.of(chosen);
    }

    private String zone(String foreign, Foreign f, boolean internet) {
      String zone = zoneOf.get(foreign);
      if (zone != null) {
        return zone;
      }
      String id = internet ? "internet" : "outside";
      if (!draft.has(Draft.ZONES, id)) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", draft.takeOwn(Draft.ZONES, id));
        fields.put(
            "name",
            internet
                ? Draft.name("インターネット", "Internet")
                : Draft.name("境界の外", "Outside of every boundary"));
        fields.put("safety", Dashed.of(Zone.Safety.LOW));
        fields.put("placement", Dashed.of(internet ? Zone.Placement.WAN : Zone.Placement.CENTRE));
        draft.add(Draft.ZONES, f.line(), f.where(), fields);
      }
      f.loss("zone", id, Why.GUESSED);
      return id;
    }

    private void entryPoint(String component, String name, Foreign f) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", draft.takeOwn(Draft.ENTRY_POINTS, Slug.of(component + "-internet")));
      fields.put("name", Draft.name(name));
      fields.put("on", component);
      fields.put("kind", "network-service");
      fields.put("reach", "internet");
      f.loss("internet", "true → entry point " + fields.get("id"), INTERNET);
      draft.add(Draft.ENTRY_POINTS, f.line(), f.where(), fields);
    }

    private void users() {
      if (users.isEmpty()) {
        return;
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("id", draft.takeOwn(Draft.ACTORS, "users"));
      fields.put("name", Draft.name("端末を使う人", "People at clients"));
      fields.put("kind", "user");
      fields.put("reaches", new ArrayList<>(users));
      draft.add(Draft.ACTORS, 0, "technical_assets", fields);
    }

    private void link(String ownerName, Foreign owner, String name, Foreign f) {
      String from = draft.ref(Draft.COMPONENTS, owner.text("id").orElse(ownerName)).orElse("");
      String target = f.required("target");
      Optional<String> to = draft.ref(Draft.COMPONENTS, target);
      Tags tags = new Tags(f);
      if (to.isEmpty() || to.get().equals(from)) {
        f.loss("target", Notes.shown(target), to.isEmpty() ? Why.DANGLING : Why.SELF_LINK);
        f.ignoreRest();
        return;
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      String wanted = tags.value("id").orElse(Slug.of(name));
      fields.put("id", draft.take(Draft.LINKS, name, f.where(), wanted, from + "-" + to.get()));
      fields.put("from", from);
      fields.put("to", to.get());
      transport(f, fields, tags);
      Optional<String> word = f.text("authentication");
      Link.Authentication authentication =
          ThreagileTerms.AUTHENTICATION.getOrDefault(
              word.orElse("externalized"), Link.Authentication.UNKNOWN);
      if (word.isPresent() && !ThreagileTerms.AUTHENTICATION.containsKey(word.get())) {
        f.problem(
            "authentication",
            "'"
                + Notes.shown(word.get())
                + "' is not allowed: one of "
                + ThreagileTerms.AUTHENTICATION.keySet().stream().sorted().toList());
      }
      if (word.isPresent()
          && tags.value("authentication").isEmpty()
          && (word.get().equals("session-id") || word.get().equals("externalized"))) {
        f.loss("authentication", word.get() + " → " + Dashed.of(authentication), Why.COARSER);
      }
      fields.put("authentication", tags.value("authentication").orElse(Dashed.of(authentication)));
      Object encryption = fields.remove("encryption");
      fields.put("encryption", encryption);
      tags.value("strength").ifPresent(s -> fields.put("strength", s));
      data(f, fields, tags);
      fields.put("through", draft.refs(Draft.ZONES, tags.all("through"), f.at("tags")));
      fields.put("controls", tags.all("control"));
      lostText(f, tags, name);
      f.lost(Why.NO_PLACE, "ip_filtered");
      if (!f.text("authorization").orElse("none").equals("none")) {
        f.lost(Why.NO_PLACE, "authorization");
      }
      if (!tags.ours()) {
        f.lost(Why.NO_PLACE, "usage");
      }
      f.ignore("usage", "authorization");
      f.lost(Why.LAYOUT, "diagram_tweak_weight", "diagram_tweak_constraint");
      tags.finish();
      draft.add(Draft.LINKS, f.line(), f.where(), fields);
    }

    private void transport(Foreign f, Map<String, Object> fields, Tags tags) {
      String word = f.text("protocol").orElse("unknown-protocol");
      Optional<ThreagileTerms.Transport> transport = ThreagileTerms.transport(word);
      if (transport.isEmpty()) {
        f.problem("protocol", "'" + Notes.shown(word) + "' is no protocol of Threagile");
      }
      Protocol protocol =
          transport.map(ThreagileTerms.Transport::protocol).orElse(Protocol.UNKNOWN);
      Link.Encryption encryption =
          transport.map(ThreagileTerms.Transport::encryption).orElse(Link.Encryption.UNKNOWN);
      if (tags.value("protocol").isEmpty()
          && !ThreagileTerms.transport(protocol, encryption).word().equals(word)) {
        f.loss("protocol", word + " → " + Dashed.of(protocol), Why.COARSER);
      }
      if (f.flag("vpn") && tags.value("encryption").isEmpty()) {
        if (encryption == Link.Encryption.NONE || encryption == Link.Encryption.UNKNOWN) {
          encryption = Link.Encryption.VPN;
        } else {
          f.loss("vpn", "true", Why.NO_PLACE);
        }
      }
      fields.put("protocol", tags.value("protocol").orElse(Dashed.of(protocol)));
      fields.put("encryption", tags.value("encryption").orElse(Dashed.of(encryption)));
    }

    private void data(Foreign f, Map<String, Object> fields, Tags tags) {
      List<String> sent =
          draft.refs(Draft.ASSETS, f.texts("data_assets_sent"), f.at("data_assets_sent"));
      List<String> received =
          draft.refs(Draft.ASSETS, f.texts("data_assets_received"), f.at("data_assets_received"));
      boolean readonly = f.flag("readonly");
      Link.Direction direction = Link.Direction.BOTH;
      if (!sent.isEmpty() && received.isEmpty()) {
        direction = Link.Direction.FORWARD;
      } else if (sent.isEmpty() && (readonly || !received.isEmpty())) {
        direction = Link.Direction.BACK;
      } else if (readonly) {
        f.loss("readonly", "true", Why.NO_PLACE);
      }
      if (!sent.isEmpty()
          && !received.isEmpty()
          && !Set.copyOf(sent).equals(Set.copyOf(received))) {
        f.loss(
            "data_assets_sent",
            String.join(", ", sent) + " / " + String.join(", ", received),
            new LocalText(
                "リンクの向きは一つなので、資産ごとの向きは書けません。",
                "A link has one direction: which asset goes which way is not kept."));
      }
      String said = tags.value("direction").orElse(Dashed.of(direction));
      if (!said.equals("both")) {
        fields.put("direction", said);
      }
      Set<String> data = new LinkedHashSet<>(sent);
      data.addAll(received);
      fields.put("data", new ArrayList<>(data));
    }

    private void category(String name, Foreign f) {
      String stride = f.text("stride").orElse("");
      f.named("risks_identified")
          .forEach(
              (title, risk) -> {
                Optional<String> on =
                    risk.text("most_relevant_technical_asset")
                        .flatMap(a -> draft.ref(Draft.COMPONENTS, a));
                String plain = title.replaceAll("<[^>]{0,20}>", "").strip();
                if (on.isEmpty()) {
                  notes.loss(risk.where(), Notes.shown(plain), Why.DANGLING);
                  risk.ignoreRest();
                  return;
                }
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("id", draft.take(Draft.THREATS, plain, risk.where(), Slug.of(plain)));
                fields.put("name", Draft.name(plain.isEmpty() ? name : plain));
                fields.put("on", on.get());
                fields.put(
                    "assets",
                    draft.refs(
                        Draft.ASSETS,
                        risk.texts("most_relevant_data_asset"),
                        risk.at("most_relevant_data_asset")));
                ThreatClass threat = Words.threat(stride, false).orElse(ThreatClass.UNK);
                fields.put("category", threat.id());
                fields.put("affects", Words.affects(threat));
                int likelihood =
                    List.of("unlikely", "likely", "very-likely", "frequent")
                        .indexOf(risk.text("exploitation_likelihood").orElse(""));
                if (likelihood >= 0) {
                  fields.put("frequency", likelihood + 1);
                }
                fields.put("source", "Threagile");
                f.loss("stride", stride + " → " + threat.id(), Why.GUESSED);
                risk.lost(
                    Why.JUDGEMENT,
                    "severity",
                    "exploitation_impact",
                    "data_breach_probability",
                    "data_breach_technical_assets");
                risk.lost(
                    Why.NO_PLACE,
                    "most_relevant_communication_link",
                    "most_relevant_trust_boundary",
                    "most_relevant_shared_runtime");
                draft.add(Draft.THREATS, risk.line(), risk.where(), fields);
              });
      f.lost(Why.MEASURE_TEXT, "mitigation", "action", "check");
      f.lost(
          Why.NO_PLACE,
          "id",
          "description",
          "impact",
          "asvs",
          "cheat_sheet",
          "function",
          "detection_logic",
          "risk_assessment",
          "false_positives",
          "cwe");
      f.ignore("model_failure_possible_reason", "title");
    }

    private void owner(Foreign f, Map<String, Object> fields, Tags tags) {
      Optional<String> owner = f.text("owner");
      if (owner.isPresent() && tags.value("owner-of-zone").isEmpty()) {
        String wanted = tags.value("owner").orElse(owner.get());
        fields.put("owner", draft.organisation(owner.get(), wanted, f.at("owner"), f.line()));
      }
    }

    /** The name; in a file of Sekisho the description is the Japanese one. */
    private static Map<String, Object> name(String name, Foreign f, Tags tags) {
      String en =
          tags.value("unnumbered").isPresent() ? name.replaceAll(" \\([a-z0-9-]+\\)$", "") : name;
      return tags.ours() ? Draft.name(f.text("description").orElse(en), en) : Draft.name(en);
    }

    private static void lostText(Foreign f, Tags tags, String name) {
      if (tags.ours() || f.text("description").orElse(name).equals(name)) {
        f.ignore("description");
      } else {
        f.lost(TEXTS, "description");
      }
    }
  }

  /** Tags of one element; those of Sekisho carry what Threagile has no field for. */
  private static final class Tags {
    private final Foreign f;
    private final Map<String, List<String>> ours = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    Tags(Foreign f) {
      this(f, "tags");
    }

    Tags(Foreign f, String key) {
      this.f = f;
      for (String tag : f.texts(key)) {
        String[] parts = tag.split(":", 3);
        if (tag.startsWith(ThreagileTerms.TAG) && parts.length == 3) {
          ours.computeIfAbsent(parts[1], k -> new ArrayList<>()).add(parts[2]);
        } else {
          others.add(tag);
        }
      }
    }

    boolean ours() {
      return !ours.isEmpty();
    }

    Optional<String> value(String key) {
      return ours.getOrDefault(key, List.of()).stream().findFirst();
    }

    Optional<Integer> number(String key) {
      return value(key).filter(v -> v.matches("[0-3]")).map(Integer::valueOf);
    }

    List<String> all(String key) {
      return ours.getOrDefault(key, List.of());
    }

    void finish() {
      others.forEach(tag -> f.loss("tags", Notes.shown(tag), Why.NO_PLACE));
    }
  }
}
