package org.sekisho.risk.examples;

import static org.sekisho.risk.examples.Examples.the;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.model.document.Node;
import org.sekisho.risk.catalogue.Rule;
import org.sekisho.risk.fact.EntityKind;

/**
 * Which answers of a rule are in place, worked out once more and plainly from the text of a model:
 * the words of {@link Rule.At} on one side, the lists {@code controls} and the few facts that imply
 * a control on the other. The list {@code countermeasures} is not looked at.
 */
final class ListedAnswers {
  private static final String COMPONENTS = "components";
  private static final String LINKS = "links";
  private static final String ENTRY_POINTS = "entry-points";
  private static final String ZONES = "zones";
  private static final Set<String> PROVED =
      Set.of("password", "certificate", "token", "shared-key");
  private static final Set<String> SEALED = Set.of("tls", "dtls", "quic", "ssh", "vpn");

  /** By {@code <list>/<id>/}; the system is the empty text. */
  private final Map<String, Set<String>> listed = new LinkedHashMap<>();

  private final Map<String, Map<String, String>> facts = new LinkedHashMap<>();

  ListedAnswers(Node.Mapping model) {
    listed.put("", words(model));
    for (String list : List.of(ZONES, COMPONENTS, LINKS, ENTRY_POINTS)) {
      for (Node item : ((Node.Sequence) the(model.entries(), list).value()).items()) {
        Node.Mapping one = (Node.Mapping) item;
        Map<String, String> texts = new LinkedHashMap<>();
        one.entries()
            .forEach(
                (key, entry) -> {
                  if (entry.value() instanceof Node.Scalar scalar) {
                    texts.put(key, scalar.text());
                  }
                });
        String place = list + "/" + the(texts, "id") + "/";
        listed.put(place, words(one));
        facts.put(place, texts);
      }
    }
  }

  private static Set<String> words(Node.Mapping one) {
    Set<String> words = new TreeSet<>();
    Node.Entry entry = one.entries().get("controls");
    if (entry != null) {
      ((Node.Sequence) entry.value()).items().forEach(i -> words.add(((Node.Scalar) i).text()));
    }
    return words;
  }

  /** What each place lists. */
  Map<String, Set<String>> listed() {
    return listed;
  }

  /** Whether what is in place counters a threat: one answer that blocks, or two that reduce. */
  boolean counter(Rule rule, EntityKind kind, String id) {
    String at =
        switch (kind) {
          case SYSTEM -> "";
          case CROSSING -> LINKS + "/" + id + "/";
          default -> kind.list() + "/" + id + "/";
        };
    int reduces = 0;
    for (Rule.Answer answer : rule.answers()) {
      if (inPlace(answer, at)) {
        if (answer.strength() == Rule.Strength.BLOCKS) {
          return true;
        }
        reduces += answer.strength() == Rule.Strength.REDUCES ? 1 : 0;
      }
    }
    return reduces >= 2;
  }

  private boolean inPlace(Rule.Answer answer, String at) {
    String control = answer.control();
    return switch (answer.at()) {
      case SELF, ON_PATH -> somewhere(control, around(at));
      case FROM -> somewhere(control, around(end(at, "from")));
      case TO -> somewhere(control, around(end(at, "to")));
      case ANY_END ->
          somewhere(control, around(end(at, "from"))) || somewhere(control, around(end(at, "to")));
      case BOTH_ENDS ->
          somewhere(control, around(end(at, "from"))) && somewhere(control, around(end(at, "to")));
      case GATEWAY -> {
        Set<String> gateways = gateways(at);
        yield !gateways.isEmpty()
            && gateways.stream().allMatch(gateway -> somewhere(control, around(gateway)));
      }
      case SYSTEM -> near(control, at);
    };
  }

  private boolean somewhere(String control, Set<String> places) {
    return places.stream().anyMatch(place -> has(place, control));
  }

  private boolean has(String place, String control) {
    return the(listed, place).contains(control) || implied(place, control);
  }

  private boolean implied(String place, String control) {
    boolean link = place.startsWith(LINKS);
    boolean entry = place.startsWith(ENTRY_POINTS);
    String authentication = fact(place, "authentication");
    String encryption = fact(place, "encryption");
    return switch (control) {
      case "transport-encryption" ->
          (link || entry) && (SEALED.contains(encryption) || encryption.equals("content"));
      case "strong-cryptography" -> link && fact(place, "strength").equals("sound");
      case "server-authentication" ->
          (link || entry) && (PROVED.contains(authentication) || authentication.equals("server"));
      case "mutual-authentication" -> (link || entry) && PROVED.contains(authentication);
      case "replay-protection" -> link && SEALED.contains(encryption);
      case "user-authentication" ->
          entry && (PROVED.contains(authentication) || authentication.equals("multi-factor"));
      case "multi-factor" -> (link || entry) && authentication.equals("multi-factor");
      case "remote-update" ->
          place.startsWith(COMPONENTS) && fact(place, "update").equals("remote");
      case "support-period-published" ->
          place.startsWith(COMPONENTS) && !fact(place, "support-end").isEmpty();
      default -> false;
    };
  }

  /** A place, what it belongs to, the zones around that, and the system. */
  private Set<String> around(String place) {
    Set<String> all = new LinkedHashSet<>(List.of(place, ""));
    if (place.startsWith(ZONES)) {
      all.addAll(zones(place));
    } else if (place.startsWith(COMPONENTS)) {
      all.addAll(zonesOf(place));
    } else if (place.startsWith(ENTRY_POINTS)) {
      String on = COMPONENTS + "/" + fact(place, "on") + "/";
      all.add(on);
      all.addAll(zonesOf(on));
    } else if (place.startsWith(LINKS)) {
      Set<String> both = zonesOf(end(place, "from"));
      both.retainAll(zonesOf(end(place, "to")));
      all.addAll(both);
    }
    return all;
  }

  private Set<String> zonesOf(String component) {
    return zones(ZONES + "/" + fact(component, "zone") + "/");
  }

  private Set<String> zones(String innermost) {
    Set<String> all = new LinkedHashSet<>();
    String zone = innermost;
    while (all.add(zone) && !fact(zone, "parent").isEmpty()) {
      zone = ZONES + "/" + fact(zone, "parent") + "/";
    }
    return all;
  }

  /** The component at an end of a link; any other place is its own end. */
  private String end(String place, String which) {
    return place.startsWith(LINKS) ? COMPONENTS + "/" + fact(place, which) + "/" : place;
  }

  private Set<String> components(String place) {
    if (place.startsWith(COMPONENTS)) {
      return Set.of(place);
    }
    if (place.startsWith(ENTRY_POINTS)) {
      return Set.of(COMPONENTS + "/" + fact(place, "on") + "/");
    }
    return place.startsWith(LINKS)
        ? new LinkedHashSet<>(List.of(end(place, "from"), end(place, "to")))
        : Set.of();
  }

  private Set<String> linkedTo(String component) {
    Set<String> others = new LinkedHashSet<>();
    for (String link : places(LINKS)) {
      String from = end(link, "from");
      String to = end(link, "to");
      if (from.equals(component)) {
        others.add(to);
      } else if (to.equals(component)) {
        others.add(from);
      }
    }
    return others;
  }

  private List<String> places(String list) {
    List<String> all = new ArrayList<>(facts.keySet());
    all.removeIf(place -> !place.startsWith(list + "/"));
    return all;
  }

  private Set<String> gateways(String place) {
    Set<String> found = new LinkedHashSet<>();
    if (place.isEmpty() || place.startsWith(ZONES)) {
      for (String component : places(COMPONENTS)) {
        String zone = ZONES + "/" + fact(component, "zone") + "/";
        if (isGateway(component) && (place.isEmpty() || zone.equals(place))) {
          found.add(component);
        }
      }
      return found;
    }
    Set<String> components = components(place);
    components.stream().filter(this::isGateway).forEach(found::add);
    if (found.isEmpty()) {
      for (String component : components) {
        String zone = ZONES + "/" + fact(component, "zone") + "/";
        if (fact(zone, "placement").equals("field")
            && !fact(component, "kind").equals("network-device")) {
          linkedTo(component).stream().filter(this::isGateway).forEach(found::add);
        }
      }
    }
    return found;
  }

  private boolean isGateway(String component) {
    return fact(component, "kind").equals("gateway");
  }

  /** On the system, or under the same owner, in the same zone, or one link away. */
  private boolean near(String control, String at) {
    if (at.isEmpty()) {
      return listed.keySet().stream().anyMatch(place -> has(place, control));
    }
    Set<String> owners = new TreeSet<>();
    Set<String> zones = new TreeSet<>();
    for (String component : components(at)) {
      owners.add(owner(component));
      zones.addAll(zonesOf(component));
    }
    if (at.startsWith(ZONES)) {
      owners.add(owner(at));
      zones.addAll(zones(at));
    }
    for (String place : listed.keySet()) {
      boolean there =
          place.isEmpty()
              || components(place).stream()
                  .anyMatch(
                      c ->
                          owners.contains(owner(c))
                              || zones.contains(ZONES + "/" + fact(c, "zone") + "/"))
              || (place.startsWith(ZONES)
                  && (owners.contains(owner(place)) || zones.contains(place)));
      if (there && has(place, control)) {
        return true;
      }
    }
    return components(at).stream().anyMatch(component -> somewhere(control, linkedTo(component)));
  }

  private String owner(String place) {
    String own = fact(place, "owner");
    if (!own.isEmpty()) {
      return own;
    }
    return (place.startsWith(ZONES) ? zones(place) : zonesOf(place))
        .stream()
            .map(zone -> fact(zone, "owner"))
            .filter(owner -> !owner.isEmpty())
            .findFirst()
            .orElse("");
  }

  private String fact(String place, String key) {
    return facts.getOrDefault(place, Map.of()).getOrDefault(key, "");
  }
}
