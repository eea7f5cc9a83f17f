package org.sekisho.risk.exchange;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.model.document.Document;
import org.sekisho.model.document.DocumentException;
import org.sekisho.model.document.Node;
import org.sekisho.model.document.Problem;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads foreign JSON and YAML into nodes with their places. Unlike {@link Document} it takes
 * anchors, aliases, merge keys and the tags of plain YAML data, which real files of other tools
 * use; what they unfold to is counted, so that a small file cannot become a large one.
 */
final class Trees {
  /** Longest text that is read, in UTF-16 units. */
  static final int MAX_LENGTH = Document.MAX_BYTES;

  /** Deepest nesting of mappings and lists, aliases unfolded. */
  static final int MAX_DEPTH = 64;

  /** Most mappings, lists and values, aliases unfolded. */
  static final int MAX_NODES = 1_000_000;

  private static final String PLAIN_TAG = "tag:yaml.org,2002:";
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH + 2)
                  .maxStringLength(MAX_LENGTH)
                  .maxNumberLength(400)
                  .maxNameLength(50_000)
                  .build())
          .build();

  private final String file;
  private int nodes;

  private Trees(String file) {
    this.file = file;
  }

  /** Reads JSON when the first sign is a brace, YAML otherwise; the root is a mapping. */
  static Node.Mapping read(String file, String text) {
    if (text.length() > MAX_LENGTH) {
      throw refused(file, 0, 0, text.length() + " characters: at most " + MAX_LENGTH + " are read");
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    var trees = new Trees(file);
    Node root = content.stripLeading().startsWith("{") ? trees.json(content) : trees.yaml(content);
    if (root instanceof Node.Mapping mapping) {
      return mapping;
    }
    throw refused(file, root.line(), root.column(), "expected a mapping (key: value) at the top");
  }

  private static DocumentException refused(String file, int line, int column, String message) {
    return new DocumentException(List.of(new Problem(file, line, column, message)));
  }

  private void count(int line, int column, long more) {
    if (nodes + more > MAX_NODES) {
      throw refused(file, line, column, "more than " + MAX_NODES + " values, aliases written out");
    }
    nodes += (int) more;
  }

  private Node json(String text) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      in.nextToken();
      Node root = json(in, 0);
      if (in.nextToken() != null) {
        TokenStreamLocation at = in.currentTokenLocation();
        throw refused(file, at.getLineNr(), at.getColumnNr(), "something stands after the end");
      }
      return root;
    } catch (StreamConstraintsException e) {
      throw refused(file, line(e), column(e), "over a limit: " + e.getOriginalMessage());
    } catch (JacksonException e) {
      throw refused(file, line(e), column(e), "not valid JSON: " + e.getOriginalMessage());
    }
  }

  private static int line(JacksonException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
  }

  private static int column(JacksonException e) {
    return e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getColumnNr());
  }

  private Node json(JsonParser in, int depth) {
    TokenStreamLocation at = in.currentTokenLocation();
    int line = at.getLineNr();
    int column = at.getColumnNr();
    if (depth > MAX_DEPTH) {
      throw refused(file, line, column, "nested deeper than " + MAX_DEPTH + " levels");
    }
    count(line, column, 1);
    return switch (in.currentToken()) {
      case START_OBJECT -> {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
          TokenStreamLocation keyAt = in.currentTokenLocation();
          String key = in.currentName();
          in.nextToken();
          var entry = new Node.Entry(json(in, depth + 1), keyAt.getLineNr(), keyAt.getColumnNr());
          if (entries.putIfAbsent(key, entry) != null) {
            throw refused(
                file, entry.line(), entry.column(), "key '" + Notes.shown(key) + "' stands twice");
          }
        }
        yield new Node.Mapping(entries, line, column);
      }
      case START_ARRAY -> {
        List<Node> items = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          items.add(json(in, depth + 1));
        }
        yield new Node.Sequence(items, line, column);
      }
      case VALUE_STRING -> new Node.Scalar(in.getString(), true, line, column);
      case VALUE_NULL -> new Node.Scalar("", false, line, column);
      case null -> throw refused(file, line, column, "the file ends too early");
      default -> new Node.Scalar(in.getString(), false, line, column);
    };
  }

  private Node yaml(String text) {
    try {
      var settings = LoadSettings.builder().setLabel(file).setCodePointLimit(MAX_LENGTH).build();
      return new Yaml(new Parse(settings).parseString(text).iterator()).root();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark();
      throw refused(
          file,
          mark.map(m -> m.getLine() + 1).orElse(0),
          mark.map(m -> m.getColumn() + 1).orElse(0),
          "not valid YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw refused(
          file,
          0,
          0,
          "not valid YAML: " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** One YAML document while its events are read. */
  private final class Yaml {
    private final Iterator<Event> events;
    private final Map<String, Node> anchors = new HashMap<>();
    private final IdentityHashMap<Node, Size> sizes = new IdentityHashMap<>();

    Yaml(Iterator<Event> events) {
      this.events = events;
    }

    /** What a node unfolds to: values and levels. */
    private record Size(long values, int levels) {}

    Node root() {
      Node root = null;
      int documents = 0;
      while (events.hasNext()) {
        Event event = events.next();
        switch (event.getEventId()) {
          case DocumentStart -> {
            if (++documents > 1) {
              throw refused(event, "a second YAML document (---) in one file");
            }
          }
          case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
          default -> root = node(event, 0);
        }
      }
      return root == null ? new Node.Mapping(Map.of(), 1, 1) : root;
    }

    private Node node(Event event, int depth) {
      if (depth > MAX_DEPTH) {
        throw refused(event, "nested deeper than " + MAX_DEPTH + " levels");
      }
      if (event instanceof AliasEvent alias) {
        return alias(alias, depth);
      }
      count(line(event), column(event), 1);
      Node node =
          switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case CollectionStartEvent start when start.getEventId() == Event.ID.SequenceStart ->
                sequence(start, depth);
            case CollectionStartEvent start -> mapping(start, depth);
            default -> throw refused(event, "unexpected " + event.getEventId());
          };
      if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
        anchors.put(named.getAnchor().get().getValue(), node);
      }
      return node;
    }

    private Node alias(AliasEvent event, int depth) {
      Node node = anchors.get(event.getAlias().getValue());
      if (node == null) {
        throw refused(event, "alias '" + event.getAlias().getValue() + "' names nothing before it");
      }
      Size size = size(node);
      if (depth + size.levels() > MAX_DEPTH) {
        throw refused(event, "nested deeper than " + MAX_DEPTH + " levels, aliases written out");
      }
      count(line(event), column(event), size.values());
      return node;
    }

    private Size size(Node node) {
      Size known = sizes.get(node);
      if (known != null) {
        return known;
      }
      List<Node> inside =
          switch (node) {
            case Node.Scalar s -> List.of();
            case Node.Sequence list -> list.items();
            case Node.Mapping m -> m.entries().values().stream().map(Node.Entry::value).toList();
          };
      long values = 1;
      int levels = 0;
      for (Node one : inside) {
        Size of = size(one);
        values += of.values();
        levels = Math.max(levels, of.levels() + 1);
      }
      var size = new Size(values, levels);
      sizes.put(node, size);
      return size;
    }

    private Node.Scalar scalar(ScalarEvent event) {
      boolean text =
          event.getTag().map(t -> t.equals("!")).orElse(false) || plainTag(event, event.getTag());
      return new Node.Scalar(
          event.getValue(),
          text || event.getScalarStyle() != ScalarStyle.PLAIN,
          line(event),
          column(event));
    }

    /** Whether the tag says that the value is a text; a tag beyond plain data is refused. */
    private boolean plainTag(Event event, Optional<String> tag) {
      if (tag.isEmpty() || tag.get().equals("!")) {
        return false;
      }
      return switch (tag.get()) {
        case PLAIN_TAG + "str" -> true;
        case PLAIN_TAG + "int",
            PLAIN_TAG + "float",
            PLAIN_TAG + "bool",
            PLAIN_TAG + "null",
            PLAIN_TAG + "timestamp",
            PLAIN_TAG + "seq",
            PLAIN_TAG + "map",
            PLAIN_TAG + "omap" ->
            false;
        default -> throw refused(event, "tags (!) other than those of plain data are not accepted");
      };
    }

    private Node.Sequence sequence(CollectionStartEvent start, int depth) {
      plainTag(start, start.getTag());
      List<Node> items = new ArrayList<>();
      for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
        items.add(node(event, depth + 1));
      }
      return new Node.Sequence(items, line(start), column(start));
    }

    private Node.Mapping mapping(CollectionStartEvent start, int depth) {
      plainTag(start, start.getTag());
      Map<String, Node.Entry> entries = new LinkedHashMap<>();
      List<Node.Mapping> merged = new ArrayList<>();
      for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
        if (!(event instanceof ScalarEvent key)) {
          throw refused(event, "a key must be a single word");
        }
        Node value = node(next(), depth + 1);
        if (key.getValue().equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
          merged.addAll(mergedIn(event, value));
          continue;
        }
        var entry = new Node.Entry(value, line(key), column(key));
        if (entries.putIfAbsent(key.getValue(), entry) != null) {
          throw refused(event, "key '" + Notes.shown(key.getValue()) + "' stands twice");
        }
      }
      merged.forEach(m -> m.entries().forEach(entries::putIfAbsent));
      return new Node.Mapping(entries, line(start), column(start));
    }

    private List<Node.Mapping> mergedIn(Event at, Node value) {
      List<Node> sources = value instanceof Node.Sequence list ? list.items() : List.of(value);
      List<Node.Mapping> found = new ArrayList<>();
      for (Node source : sources) {
        if (!(source instanceof Node.Mapping mapping)) {
          throw refused(at, "'<<' takes in mappings (key: value) only");
        }
        found.add(mapping);
      }
      return found;
    }

    private Event next() {
      Event event = events.next();
      return event.getEventId() == Event.ID.Comment ? next() : event;
    }

    private DocumentException refused(Event event, String message) {
      return Trees.refused(file, line(event), column(event), message);
    }
  }

  private static int line(Event event) {
    return event.getStartMark().map(m -> m.getLine() + 1).orElse(0);
  }

  private static int column(Event event) {
    return event.getStartMark().map(m -> m.getColumn() + 1).orElse(0);
  }

  /** The node as plain Java values: text, number, true or false, list, map, or null. */
  static @Nullable Object plain(Node node) {
    return switch (node) {
      case Node.Mapping m -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        m.entries().forEach((key, entry) -> map.put(key, plain(entry.value())));
        yield map;
      }
      case Node.Sequence list -> {
        List<@Nullable Object> all = new ArrayList<>();
        list.items().forEach(item -> all.add(plain(item)));
        yield all;
      }
      case Node.Scalar s when s.quoted() -> s.text();
      case Node.Scalar s when s.isNull() -> null;
      case Node.Scalar s when s.text().equals("true") -> true;
      case Node.Scalar s when s.text().equals("false") -> false;
      case Node.Scalar s -> number(s.text());
    };
  }

  private static Object number(String text) {
    if (text.matches("-?(0|[1-9][0-9]{0,17})")) {
      return Long.valueOf(text);
    }
    if (text.matches("-?(0|[1-9][0-9]{0,17})\\.[0-9]{1,17}")) {
      return Double.valueOf(text);
    }
    return text;
  }
}
